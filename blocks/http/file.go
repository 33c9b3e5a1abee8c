package http

import (
	"context"
	"encoding/json"
	nethttp "net/http"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// transfer (data.file) takes a file that a user sent, or one from the web, and keeps it for the bot or uploads it.
//
// Config: exactly one of File (a file of a variable or an event, or a file_id) and URL with Headers and Auth, which may hold
// secrets; To, what becomes of it: keep (the default) stores it with the bot for KeepFor, upload sends it to the address in
// Upload; Name, MIME and Kind, what it is called and shown as from then on: the content is never converted; Types and
// Extensions, which files are taken, judged before they are renamed by what the sender or the server says of them, or
// else by their first bytes; MaxMegabytes; Timeout of it all; SaveTo, the variable that gets the file.
//
// The value is as event.file gives it. That of a kept file has an id which stands wherever a file_id does: message.media
// sends it (uploaded once, by its file_id from then on; up to 50 MB, or what a Bot API server of one's own takes), http.request and this block take it. The value of an
// uploaded file has its url besides, if that is known, and the id of the file that it was made from.
//
// Waits: for the job, with a deadline; not where it is known at once that there is no file, or one that is too large.
// Leaves local.file behind: name, mime, size, url, status of the upload, and error if it did not come to that.
// Exits: ok; too_big (over MaxMegabytes, over what Telegram hands out, or refused with 413); wrong_type (not among those
// that are taken, or refused with 415); not_found (no file in the variable, gone from Telegram or from where it was kept,
// 404 or 410, or empty); timeout; error. Errors, also where one of these exits is open: file_too_big, file_wrong_type,
// file_not_found, file_several, file_invalid, file_storage_full, http_timeout, http_status, http_bad_shape, http_unreachable,
// http_refused (inner address), http_tls, http_url, http_request, http_interrupted, secret_missing, and those of the
// expressions.
//
// A repeat after a crash keeps the file once. An upload may then be made twice: a PUT puts the same file there again, a
// POST carries an Idempotency-Key.
type transfer struct {
	File    engine.Value `json:"file,omitzero"`
	URL     engine.Link  `json:"url,omitzero" scenarist:"secrets"`
	Headers []pair       `json:"headers,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50" scenarist:"secrets"`
	Auth    *auth        `json:"auth,omitempty" scenarist:"secrets"`

	To      string         `json:"to,omitempty" validate:"omitempty,oneof=keep upload" jsonschema:"enum=keep,enum=upload"`
	KeepFor *flow.Duration `json:"keep_for,omitempty"`
	Upload  *receiver      `json:"upload,omitempty" scenarist:"secrets"`

	Name engine.Line `json:"name,omitzero" scenarist:"one"`
	MIME string      `json:"mime,omitempty" validate:"max=127" jsonschema:"maxLength=127"`
	Kind string      `json:"kind,omitempty" validate:"omitempty,oneof=photo video audio voice file animation video_note sticker" jsonschema:"enum=photo,enum=video,enum=audio,enum=voice,enum=file,enum=animation,enum=video_note,enum=sticker"`

	engine.FileTypes

	MaxMegabytes int            `json:"max_megabytes,omitempty" validate:"min=0,max=2000" jsonschema:"minimum=0,maximum=2000"`
	Timeout      *flow.Duration `json:"timeout,omitempty"`
	SaveTo       engine.Var     `json:"save_to,omitempty"`
}

// receiver is where a file is uploaded to: bare, or as the field Field of a form with other fields.
type receiver struct {
	Method  string      `json:"method,omitempty" validate:"omitempty,oneof=PUT POST" jsonschema:"enum=PUT,enum=POST"`
	URL     engine.Link `json:"url" scenarist:"secrets"`
	Headers []pair      `json:"headers,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50" scenarist:"secrets"`
	Auth    *auth       `json:"auth,omitempty" scenarist:"secrets"`
	Field   string      `json:"field,omitempty" validate:"max=200" jsonschema:"maxLength=200"`
	Form    []pair      `json:"fields,omitempty" validate:"max=100,dive" jsonschema:"maxItems=100" scenarist:"secrets"`
	// Address is where in the answer the service says under which address the file is.
	Address path `json:"address,omitempty"`
}

// target is whom the upload is a call to.
func (r *receiver) target() *target {
	return &target{Method: r.Method, URL: r.URL, Headers: r.Headers, Auth: r.Auth}
}

// What becomes of the file.
const (
	toKeep   = "keep"
	toUpload = "upload"
)

// The names of exits.
const (
	tooBigExit    = "too_big"
	wrongTypeExit = "wrong_type"
	notFoundExit  = "not_found"
)

// The codes of troubles.
const (
	codeFileTooBig    = "file_too_big"
	codeFileWrongType = "file_wrong_type"
	codeFileNotFound  = "file_not_found"
	codeFileSeveral   = "file_several"
	codeFileInvalid   = "file_invalid"
	codeStorageFull   = "file_storage_full"
)

// Limits of a transfer.
const (
	downloadMegabytes = 20 // what Telegram hands out: Telegram Bot API, getFile; a Bot API server of one's own has no limit
	uploadMegabytes   = 50 // what a bot can send: https://core.telegram.org/bots/api#sending-files

	defaultTransfer = 2 * time.Minute
	maxTransfer     = 30 * time.Minute
	defaultKeep     = 30 * 24 * time.Hour
	minKeep         = time.Minute
)

// fileVar is where the block leaves what it knows of the last file.
const fileVar engine.Var = "local.file"

func fileType() engine.BlockType {
	title := func(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }
	out := func(name, typ, en, ru string) engine.Output {
		return engine.Output{Name: "local.file." + name, Type: typ, Title: title(en, ru)}
	}
	return engine.BlockType{
		Name: "data.file", Version: 1, Icon: "file-symlink",
		Title: title("Keep or pass on a file", "Сохранить или передать файл"),
		Help: title(
			"Takes a file that a user sent, or one from the web, and keeps it for the bot or uploads it to another service. It can be renamed; its content stays as it is.",
			"Берёт присланный файл или файл из интернета и хранит его у бота или загружает в другой сервис. Файл можно переименовать; содержимое не меняется.",
		),
		Exits: []engine.Exit{
			{Name: okExit, Title: title("Done", "Готово")},
			{Name: tooBigExit, Title: title("Too large", "Слишком большой"), Inherit: true},
			{Name: wrongTypeExit, Title: title("Wrong type", "Не тот тип"), Inherit: true},
			{Name: notFoundExit, Title: title("No such file", "Файла нет"), Inherit: true},
			{Name: timeoutExit, Title: title("Not in time", "Не успел"), Inherit: true},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			out("name", flow.TypeText, "Name of the file", "Имя файла"),
			out("mime", flow.TypeText, "Type of the file", "Тип файла"),
			out("size", flow.TypeNumber, "Size, bytes", "Размер, байты"),
			out("url", flow.TypeText, "Address after an upload", "Адрес после загрузки"),
			out("status", flow.TypeNumber, "Status of the answer to an upload", "Код ответа на загрузку"),
			out("error", flow.TypeText, "Why it did not work", "Почему не вышло"),
		},
		Example: `{"file": "{{ event.file }}", "to": "keep", "keep_for": "90d", "name": "receipt-{{ user.id }}", "types": ["image/*", "application/pdf"], "save_to": "local.receipt"}`,
		New:     func() engine.Block { return new(transfer) },
	}
}

// Defaults fills what was left out.
func (f *transfer) Defaults() {
	if f.To == "" {
		f.To = toKeep
	}
	if f.Upload != nil && f.Upload.Method == "" {
		f.Upload.Method = nethttp.MethodPut
	}
	if f.MaxMegabytes == 0 {
		f.MaxMegabytes = downloadMegabytes
	}
}

// ReadsFiles says that a file of a user is downloaded from Telegram.
func (f *transfer) ReadsFiles() bool { return !f.File.IsZero() }

// Immediate says that the job is not needed to see that there is no file, or one that is too large.
func (f *transfer) Immediate(exit string) bool {
	return !f.File.IsZero() && (exit == notFoundExit || exit == tooBigExit)
}

// Enter starts the job, unless there is nothing to be moved.
func (f *transfer) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	w, known, err := f.render(t)
	if err != nil {
		return engine.Outcome{}, err
	}
	if known != nil {
		return f.leave(t, known)
	}
	limit := w.Timeout + overhead
	if err := t.Start(fileJob, w, limit, 0); err != nil {
		return engine.Outcome{}, err
	}
	wait := engine.Wait{Accept: []engine.EventKind{engine.JobDone, engine.TimerFired}}
	if t.Timeout() == 0 {
		wait.Deadline = t.Now().Add(limit)
	}
	return engine.WaitFor(wait), nil
}

// Resume takes what the job came to, or the end of the wait.
func (f *transfer) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	switch {
	case ev.Kind == engine.TimerFired:
		return f.leave(t, &moved{Trouble: &trouble{Code: codeTimeout, Message: "the file was not there in time", Retryable: true}})
	case ev.Job == nil:
		return engine.Stay(), nil
	case ev.Job.Error != nil:
		return engine.Outcome{}, ev.Job.Error
	}
	var m moved
	if json.Unmarshal(ev.Job.Result, &m) != nil {
		return engine.Outcome{}, engine.Trouble(codeShape, "what became of the file is not known: its answer was lost")
	}
	return f.leave(t, &m)
}

// leave saves what is known, and leaves by the exit that fits, or as a trouble of the run where that is open or there is
// none.
func (f *transfer) leave(t *engine.Turn, m *moved) (engine.Outcome, error) {
	if err := t.Set(fileVar, m.summary()); err != nil {
		return engine.Outcome{}, err
	}
	if m.Trouble == nil {
		return engine.Leave(okExit), t.Save(f.SaveTo, m.value())
	}
	if exit := fileExit(m.Trouble.Code); exit != "" && !t.Open(exit) {
		return engine.Leave(exit), nil
	}
	return engine.Outcome{}, &engine.RunError{
		Code: m.Trouble.Code, Message: m.Trouble.Message, HTTPStatus: m.Status, Retryable: m.Trouble.Retryable,
	}
}

// fileExit is the exit of a trouble; empty for error.
func fileExit(code string) string {
	switch code {
	case codeFileTooBig:
		return tooBigExit
	case codeFileWrongType:
		return wrongTypeExit
	case codeFileNotFound:
		return notFoundExit
	case codeTimeout:
		return timeoutExit
	default:
		return ""
	}
}
