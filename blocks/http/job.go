package http

import (
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// job (job.run) has a service do something that takes minutes, and waits for it with the user.
//
// Config: Submit, the call that begins it, and ID, where its answer names the work; Poll, the call that asks how it stands,
// or Callback, an address that the service calls (local.job.callback in the submission), or both: without either the
// answer to the submission is the result. Status with Done and Failed, Reason, Percent and Position, where an answer tells
// how it stands; Fetch, a last call for the result; Save, what of the result goes into variables; File, the file for the
// chat; Progress, what the user reads meanwhile; Cancel, a button and words to give up; Deadline; Limits, how many such jobs run at
// once; Credits, what it costs the user; Interrupt, what may come in between.
//
// Waits: for calls, callbacks, the Cancel button and its words, a place in the queue, the times of the texts and the deadline; commands
// may interrupt. Leaves local.job behind (id, state, status, percent, position, seconds, bar, reason, url), local.http and,
// with Credits, local.balance.
//
// Exits: done; failed, when the service says so; timeout, at the deadline; cancelled; busy, when no place is free;
// insufficient, when the user has too little; error. Errors, also where failed or timeout is open: those of http.request,
// job_service_failed, job_timeout, job_no_callback, job_file_missing, job_file_too_large, amount_invalid, unit_invalid.
//
// Credits are held from the start and spent when the result is there; on every other end, also when the user is taken
// elsewhere, they are given back, the place is freed and the service is told to stop, if Cancel says how. If Telegram
// refuses the file, or the user has blocked the bot, they come back too, whatever the user is doing by then; with several
// files, as soon as one is refused. The block then leaves by error (send_…) where nothing else has happened since; else the
// user reads that they are back. Of a file of which nobody knows whether it arrived, they stay spent. Everything is in
// the wait and in queued calls, so that a restart or a publish goes on with it. The submission may be sent twice by a crash
// in the middle of it. It always carries an Idempotency-Key, the same both times, for services that know it; Idempotent says
// that this one does, and lets failed submissions be repeated.
//
// Works in groups; only who asked may cancel.
type job struct {
	Submit    submission       `json:"submit"`
	ID        path             `json:"id,omitempty"`
	Poll      *polling         `json:"poll,omitempty"`
	Callback  bool             `json:"callback,omitempty"`
	Status    path             `json:"status,omitempty"`
	Done      []string         `json:"done,omitempty" validate:"max=20,dive,max=100" jsonschema:"maxItems=20"`
	Failed    []string         `json:"failed,omitempty" validate:"max=20,dive,max=100" jsonschema:"maxItems=20"`
	Reason    path             `json:"reason,omitempty"`
	Percent   path             `json:"percent,omitempty"`
	Full      float64          `json:"percent_full,omitempty" validate:"min=0" jsonschema:"minimum=0"`
	Position  path             `json:"position,omitempty"`
	Fetch     *target          `json:"fetch,omitempty"`
	Save      []saving         `json:"save,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
	MaxBytes  int              `json:"max_bytes,omitempty" validate:"min=0,max=10485760" jsonschema:"minimum=0,maximum=10485760"`
	File      *resultFile      `json:"file,omitempty"`
	Progress  *progress        `json:"progress,omitempty"`
	Cancel    *cancelling      `json:"cancel,omitempty"`
	Deadline  *flow.Duration   `json:"deadline,omitempty"`
	Limits    *limits          `json:"limits,omitempty"`
	Credits   *credits         `json:"credits,omitempty"`
	Interrupt engine.Interrupt `json:"interrupt,omitempty" validate:"omitempty,oneof=commands any none" jsonschema:"enum=commands,enum=any,enum=none"`
}

// submission is the call that begins a job.
type submission struct {
	target
	repeats

	Expect []expectation `json:"expect,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
	Save   []saving      `json:"save,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
}

// polling is the call that asks how a job stands.
type polling struct {
	target

	Every   *flow.Duration `json:"every,omitempty"`
	Slowest *flow.Duration `json:"slowest,omitempty"`
}

// cancelling is how the user gives up: by a button, or by a word.
type cancelling struct {
	Label engine.Line `json:"label,omitzero"`
	Words []string    `json:"words,omitempty" validate:"max=50" jsonschema:"maxItems=50"` // as good as the button
	Call  *target     `json:"call,omitempty"`                                             // tells the service to stop
}

// The names of exits.
const (
	doneExit         = "done"
	failedExit       = "failed"
	cancelledExit    = "cancelled"
	busyExit         = "busy"
	insufficientExit = "insufficient"
)

const cancelButton = "cancel"

// Times of a job.
const (
	defaultEvery    = 5 * time.Second
	minEvery        = time.Second
	defaultSlowest  = 30 * time.Second
	defaultDeadline = time.Hour
	minDeadline     = 10 * time.Second
	maxDeadline     = 7 * 24 * time.Hour
	grace           = 10 * time.Minute // what is held for a job outlives its deadline by this, if nobody gives it back
)

func jobType() engine.BlockType {
	title := func(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }
	out := func(name, typ, en, ru string) engine.Output {
		return engine.Output{Name: "local.job." + name, Type: typ, Title: title(en, ru)}
	}
	return engine.BlockType{
		Name: "job.run", Version: 1, Icon: "hourglass",
		Title: title("Long job", "Долгая задача"),
		Help: title(
			"Has a service do something that takes minutes, such as a video, shows the user how it goes, and sends the result. If it fails or the result cannot be sent, nothing is charged.",
			"Поручает сервису долгую работу, например видео, показывает пользователю, как она идёт, и присылает результат. Если не вышло или результат не удалось отправить, ничего не спишется.",
		),
		Exits: []engine.Exit{
			{Name: doneExit, Title: title("Done", "Готово")},
			{Name: failedExit, Title: title("Service failed", "Сервис не справился"), Inherit: true},
			{Name: timeoutExit, Title: title("Not in time", "Не успел"), Inherit: true},
			{Name: cancelledExit, Title: title("Cancelled", "Отменено")},
			{Name: busyExit, Title: title("No place is free", "Нет свободного места")},
			{Name: insufficientExit, Title: title("Not enough credits", "Не хватает средств")},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			out("id", flow.TypeText, "Number of the job at the service", "Номер задачи у сервиса"),
			out("status", flow.TypeText, "What the service says of it", "Что о ней говорит сервис"),
			out("percent", flow.TypeNumber, "How far it is, percent", "Сколько сделано, проценты"),
			out("bar", flow.TypeText, "How far it is, as a bar", "Сколько сделано, полоской"),
			out("position", flow.TypeNumber, "Place in the queue", "Место в очереди"),
			out("seconds", flow.TypeNumber, "How long it has taken, seconds", "Сколько она идёт, секунды"),
			out("reason", flow.TypeText, "Why it failed", "Почему не вышло"),
			out("url", flow.TypeText, "Address of the file", "Адрес файла"),
			out("callback", flow.TypeText, "Address that the service calls; only in the submission", "Адрес, который вызовет сервис; только при отправке"),
		},
		Example: `{"submit": {"method": "POST", "url": "https://api.example.com/videos", "body": {"kind": "json", "json": {"prompt": "{{ event.text }}"}}, "idempotent": true}, "id": "id", "poll": {"url": "https://api.example.com/videos/{{ local.job.id }}", "every": "5s"}, "status": "status", "percent": "progress", "reason": "error.message", "file": {"from": "output.url", "kind": "video"}, "progress": {"steps": [{"after": "0s", "text": "Your film is being made, six to eight minutes."}, {"after": "2m", "text": "Still at it…"}], "bar": true, "action": "upload_video"}, "cancel": {"call": {"method": "DELETE", "url": "https://api.example.com/videos/{{ local.job.id }}"}}, "deadline": "15m", "limits": {"per_user": 1, "per_bot": 5, "queue": 20}, "credits": {"unit": "videos"}}`,
		New:     func() engine.Block { return new(job) },
	}
}

// Defaults fills what was left out.
func (j *job) Defaults() {
	j.Submit.defaults("POST")
	if j.Poll != nil {
		j.Poll.defaults("GET")
	}
	if j.Fetch != nil {
		j.Fetch.defaults("GET")
	}
	if j.Cancel != nil && j.Cancel.Call != nil {
		j.Cancel.Call.defaults("POST")
	}
	if len(j.Done) == 0 {
		j.Done = []string{"done", "succeeded", "success", "successful", "completed", "complete", "finished", "ready", "ok", "true"}
	}
	if len(j.Failed) == 0 {
		j.Failed = []string{"failed", "failure", "error", "cancelled", "canceled", "aborted", "rejected", "expired", "timeout"}
	}
	if j.MaxBytes == 0 {
		j.MaxBytes = defaultMaxBytes
	}
	if j.Full == 0 {
		j.Full = 100
	}
	if j.Limits != nil && j.Limits.PerUser+j.Limits.PerBot == 0 {
		j.Limits.PerUser = 1
	}
}

// Exits leaves out those that the settings do not have.
func (j *job) Exits(fixed []engine.Exit) []engine.Exit {
	return slices.DeleteFunc(slices.Clone(fixed), func(e engine.Exit) bool {
		switch e.Name {
		case failedExit:
			return j.Status == ""
		case cancelledExit:
			return j.Cancel == nil
		case busyExit:
			return j.Limits == nil
		case insufficientExit:
			return j.Credits == nil
		default:
			return false
		}
	})
}

// Immediate says that only these exits are left in the turn that enters the block.
func (*job) Immediate(exit string) bool { return exit == busyExit || exit == insufficientExit }

// ButtonIDs is the id of the Cancel button.
func (*job) ButtonIDs() []string { return []string{cancelButton} }

// WantsCallback says that the service is to call back, and whether it is not asked otherwise.
func (j *job) WantsCallback() (wants, needs bool) { return j.Callback, j.Callback && j.Poll == nil }

// reading is how the results of the job are read.
func (j *job) reading(expect []expectation, save []saving) *reading {
	return &reading{Answer: answerAuto, MaxBytes: j.MaxBytes, Expect: expect, Save: save}
}

// deadline is how long the job may take: its own setting, else the envelope's.
func (j *job) deadline(t *engine.Turn) time.Duration {
	switch {
	case j.Deadline != nil:
		return j.Deadline.Std()
	case t.Timeout() > 0:
		return min(t.Timeout(), maxDeadline)
	default:
		return defaultDeadline
	}
}
