package botapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

const (
	botJSON  = `{"id":111,"is_bot":true,"first_name":"Shop","username":"shop_bot"}`
	chatJSON = `{"id":77,"type":"private","first_name":"Ann","username":"ann"}`
	annJSON  = `{"id":77,"is_bot":false,"first_name":"Ann","username":"ann","language_code":"en"}`
	date     = "1772366400" // the manual clock
)

func TestCall_Results(t *testing.T) {
	t.Parallel()
	head := `"message_id":2,"from":` + botJSON + `,"date":` + date + `,"chat":` + chatJSON
	for _, c := range []struct{ method, params, want string }{
		{"getMe", `{}`, `{"id":111,"is_bot":true,"first_name":"Shop","username":"shop_bot","can_join_groups":true,
			"can_read_all_group_messages":false,"supports_inline_queries":true,"can_connect_to_business":false,"has_main_web_app":false}`},
		{
			"sendMessage", `{"chat_id":77,"text":"<b>hi</b>","parse_mode":"html","protect_content":true,
			"link_preview_options":{"is_disabled":true},"reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}}`,
			`{` + head + `,"text":"hi","entities":[{"type":"bold","offset":0,"length":2}],"has_protected_content":true,
			"link_preview_options":{"is_disabled":true},"reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}}`,
		},
		{
			"sendMessage", `{"chat_id":77,"text":"hi","reply_parameters":{"message_id":1}}`,
			`{` + head + `,"text":"hi","reply_to_message":{"message_id":1,"from":` + annJSON + `,"date":` + date + `,"chat":` + chatJSON + `,
			"text":"/start","entities":[{"type":"bot_command","offset":0,"length":6}]}}`,
		},
		{"sendLocation", `{"chat_id":77,"latitude":1.5,"longitude":-2}`, `{` + head + `,"location":{"latitude":1.5,"longitude":-2}}`},
		{
			"sendVenue", `{"chat_id":77,"latitude":1.5,"longitude":-2,"title":"T","address":"A"}`,
			`{` + head + `,"location":{"latitude":1.5,"longitude":-2},"venue":{"location":{"latitude":1.5,"longitude":-2},"title":"T","address":"A"}}`,
		},
		{"sendContact", `{"chat_id":77,"phone_number":"+1","first_name":"F"}`, `{` + head + `,"contact":{"phone_number":"+1","first_name":"F"}}`},
		{"sendInvoice", invoiceWith(""), `{` + head + `,"invoice":{"title":"T","description":"D","start_parameter":"","currency":"XTR","total_amount":5}}`},
		{"sendChatAction", `{"chat_id":77,"action":"typing"}`, `true`},
		{"sendMessageDraft", `{"chat_id":77,"draft_id":1,"text":"<b>hi</b>","parse_mode":"HTML"}`, `true`},
		{"sendMessageDraft", `{"chat_id":77,"draft_id":-1}`, `true`},
		{"copyMessage", `{"chat_id":77,"from_chat_id":77,"message_id":1}`, `{"message_id":2}`},
		{
			"forwardMessage", `{"chat_id":77,"from_chat_id":77,"message_id":1}`,
			`{` + head + `,"text":"/start","entities":[{"type":"bot_command","offset":0,"length":6}],
			"forward_origin":{"type":"user","date":` + date + `,"sender_user":` + annJSON + `}}`,
		},
		{"copyMessages", `{"chat_id":77,"from_chat_id":77,"message_ids":[1,99]}`, `[{"message_id":2}]`},
		{"deleteMessage", `{"chat_id":77,"message_id":1}`, `true`},
		{"deleteMessages", `{"chat_id":77,"message_ids":[1,99]}`, `true`},
		{"pinChatMessage", `{"chat_id":77,"message_id":1}`, `true`},
		{"setMessageReaction", `{"chat_id":77,"message_id":1,"reaction":[{"type":"emoji","emoji":"❤️"}]}`, `true`},
		{"getChat", `{"chat_id":77}`, `{"id":77,"type":"private","first_name":"Ann","username":"ann","accent_color_id":0,
			"max_reaction_count":11,"active_usernames":["ann"],"accepted_gift_types":{"limited_gifts":false,
			"premium_subscription":false,"unique_gifts":false,"unlimited_gifts":false}}`},
		{"getChatMember", `{"chat_id":77,"user_id":77}`, `{"status":"member","user":` + annJSON + `}`},
		{"getChatMemberCount", `{"chat_id":77}`, `2`},
		{"getUserProfilePhotos", `{"user_id":77}`, `{"total_count":0,"photos":[]}`},
		{"getMyName", `{}`, `{"name":"Shop"}`},
		{"getMyDescription", `{}`, `{"description":""}`},
		{"getMyCommands", `{}`, `[]`},
		{"getChatMenuButton", `{}`, `{"type":"commands"}`},
		{"getWebhookInfo", `{}`, `{"url":"","has_custom_certificate":false,"pending_update_count":0}`},
		{"getStarTransactions", `{}`, `{"transactions":[]}`},
		{"getMyStarBalance", `{}`, `{"amount":0}`},
		{"getUpdates", `{}`, `[]`},
		{"setChatTitle", `{"chat_id":77,"title":"x"}`, `true`},
	} {
		t.Run(c.method, func(t *testing.T) {
			t.Parallel()
			sameJSON(t, string(setup(t).must(t, c.method, c.params)), c.want)
		})
	}
}

func TestCall_UnknownTokenIsUnauthorized(t *testing.T) {
	t.Parallel()
	_, err := setup(t).Call(t.Context(), "1:wrong", "getMe", nil, nil)
	if want := (&botapi.Error{Code: 401, Description: "Unauthorized"}); !reflect.DeepEqual(err, error(want)) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestEdit_ReplacesContentAndKeyboard(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendMessage", inline(`"text":"a","callback_data":"b"`))
	got := message(t, b.must(t, "editMessageText", `{"chat_id":77,"message_id":2,"text":"y"}`))
	if got.Text != "y" || got.ReplyMarkup != nil || got.EditDate == 0 {
		t.Errorf("an edit without reply_markup removes the keyboard: %+v", got)
	}
	b.must(t, "editMessageReplyMarkup", `{"chat_id":77,"message_id":2,"reply_markup":{"inline_keyboard":[[{"text":"c","callback_data":"d"}]]}}`)
	screen := b.ann.Screen(token)
	if last := screen[len(screen)-1]; last.Text != "y" || last.Edits != 2 || last.ReplyMarkup.Rows[0][0].Text != "c" {
		t.Errorf("screen shows %+v", last)
	}
	media := message(t, b.must(t, "editMessageMedia", `{"chat_id":77,"message_id":2,"media":{"type":"photo","media":"https://x.com/a.jpg","caption":"z"}}`))
	if media.Text != "" || len(media.Photo) != 1 || media.Caption != "z" {
		t.Errorf("media takes the text's place: %+v", media)
	}
	again := message(t, b.must(t, "editMessageCaption", `{"chat_id":77,"message_id":2,"caption":""}`))
	if again.Caption != "" || len(again.Photo) != 1 {
		t.Errorf("the caption goes, the photo stays: %+v", again)
	}
}

func TestDelete_TakesMessagesOffTheScreen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
	b.must(t, "deleteMessages", `{"chat_id":77,"message_ids":[1,2]}`)
	if screen := b.ann.Screen(token); len(screen) != 0 {
		t.Errorf("left on the screen: %+v", screen)
	}
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
	b.clock.Advance(49 * 3600 * 1e9)
	_, err := b.call(t, "deleteMessage", `{"chat_id":77,"message_id":3}`)
	if got := refusal(t, err); got != "Bad Request: message can't be deleted for everyone" {
		t.Errorf("after 48 hours: %q", got)
	}
}

func TestCopy_EmptyCaptionTakesItAway(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendPhoto", `{"chat_id":77,"photo":"https://x.com/a.jpg","caption":"c"}`)
	b.must(t, "copyMessage", `{"chat_id":77,"from_chat_id":77,"message_id":2}`)
	b.must(t, "copyMessage", `{"chat_id":77,"from_chat_id":77,"message_id":2,"caption":""}`)
	screen := b.ann.Screen(token)
	if screen[2].Caption != "c" || screen[3].Caption != "" {
		t.Errorf("captions %q and %q", screen[2].Caption, screen[3].Caption)
	}
	b.must(t, "sendInvoice", invoiceWith(""))
	_, err := b.call(t, "copyMessage", `{"chat_id":77,"from_chat_id":77,"message_id":5}`)
	if got := refusal(t, err); got != "Bad Request: message can't be copied" {
		t.Errorf("invoice: %q", got)
	}
}

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestFiles_UploadReuseAndDownload(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.AddBot("222:other", botapi.Bot{})
	if _, err := b.ann.Start("222:other", ""); err != nil {
		t.Fatal(err)
	}
	data := picture(t, 40, 30)
	raw, err := b.callFiles(t, "sendPhoto", `{"chat_id":77,"photo":"attach://p"}`, map[string]botapi.File{"p": {Name: "a.png", Data: data}})
	if err != nil {
		t.Fatal(err)
	}
	photo := message(t, raw).Photo[0]
	if photo.Width != 40 || photo.Height != 30 || photo.FileSize != int64(len(data)) {
		t.Errorf("photo %+v", photo)
	}
	again := message(t, b.must(t, "sendPhoto", `{"chat_id":77,"photo":"`+photo.FileID+`"}`))
	if !reflect.DeepEqual(again.Photo[0], photo) {
		t.Errorf("by file_id: got %+v, want %+v", again.Photo[0], photo)
	}
	_, err = b.call(t, "sendDocument", `{"chat_id":77,"document":"`+photo.FileID+`"}`)
	if got := refusal(t, err); got != "Bad Request: can't use file of type Photo as Document" {
		t.Errorf("as a document: %q", got)
	}
	params := map[string]json.RawMessage{"chat_id": json.RawMessage("77"), "photo": json.RawMessage(`"` + photo.FileID + `"`)}
	_, err = b.Call(t.Context(), "222:other", "sendPhoto", params, nil)
	if got := refusal(t, err); got != "Bad Request: wrong file identifier/HTTP URL specified" {
		t.Errorf("by another bot: %q", got)
	}
	if got, ok := b.FileData(token, photo.FileID); !ok || !bytes.Equal(got, data) {
		t.Error("the content is not what was uploaded")
	}
	var file struct {
		Path string `json:"file_path"`
		Size int64  `json:"file_size"`
	}
	if err := json.Unmarshal(b.must(t, "getFile", `{"file_id":"`+photo.FileID+`"}`), &file); err != nil {
		t.Fatal(err)
	}
	if file.Path == "" || file.Size != int64(len(data)) {
		t.Errorf("getFile gave %+v", file)
	}
}

func TestFiles_UploadsAreChecked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, c := range map[string]struct {
		method string
		data   []byte
		want   string
	}{
		"text as a photo": {"sendPhoto", []byte("not a picture"), "Bad Request: IMAGE_PROCESS_FAILED"},
		"empty":           {"sendPhoto", nil, "Bad Request: file must be non-empty"},
		"too narrow":      {"sendPhoto", picture(t, 1, 21), "Bad Request: PHOTO_INVALID_DIMENSIONS"},
		"too large":       {"sendPhoto", make([]byte, 10<<20+1), "Bad Request: file is too big"},
		"upload limit":    {"sendDocument", make([]byte, 50<<20+1), "Request Entity Too Large"},
	} {
		field := map[string]string{"sendPhoto": "photo", "sendDocument": "document"}[c.method]
		_, err := b.callFiles(t, c.method, `{"chat_id":77}`, map[string]botapi.File{field: {Name: "f", Data: c.data}})
		if got := refusal(t, err); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestFiles_AddressesAreFetchedWhenAsked(t *testing.T) {
	t.Parallel()
	data := picture(t, 40, 30)
	b := setupWith(t, botapi.Options{Fetch: func(_ context.Context, address string) ([]byte, error) {
		switch address {
		case "https://x.com/a.png":
			return data, nil
		case "https://x.com/page":
			return []byte("<html>"), nil
		default:
			return nil, errors.New("unreachable")
		}
	}})
	m := message(t, b.must(t, "sendPhoto", `{"chat_id":77,"photo":"https://x.com/a.png"}`))
	if m.Photo[0].Width != 40 {
		t.Errorf("photo %+v", m.Photo[0])
	}
	_, err := b.call(t, "sendPhoto", `{"chat_id":77,"photo":"https://x.com/gone.png"}`)
	if got := refusal(t, err); got != "Bad Request: failed to get HTTP URL content" {
		t.Errorf("unreachable: %q", got)
	}
	_, err = b.call(t, "sendPhoto", `{"chat_id":77,"photo":"https://x.com/page"}`)
	if got := refusal(t, err); got != "Bad Request: wrong type of the web page content" {
		t.Errorf("a page: %q", got)
	}
}

func TestAlbum_SharesOneGroup(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var album []botapi.Message
	raw := b.must(t, "sendMediaGroup", `{"chat_id":77,"media":[{"type":"photo","media":"https://x.com/a.jpg","caption":"<i>c</i>","parse_mode":"HTML"},{"type":"video","media":"https://x.com/b.mp4"}]}`)
	if err := json.Unmarshal(raw, &album); err != nil {
		t.Fatal(err)
	}
	if len(album) != 2 || album[0].MediaGroupID == "" || album[0].MediaGroupID != album[1].MediaGroupID ||
		album[0].Caption != "c" || len(album[0].CaptionEntities) != 1 || len(album[0].Photo) != 1 || album[1].Video == nil {
		t.Errorf("album %s", raw)
	}
}

func TestPoll_StopsOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := message(t, b.must(t, "sendPoll", `{"chat_id":77,"question":"q","options":[{"text":"a"},"b"],"type":"quiz","correct_option_id":1}`))
	if m.Poll.Type != "quiz" || !reflect.DeepEqual(m.Poll.CorrectOptions, []int{1}) || m.Poll.Options[1].Text != "b" || !m.Poll.IsAnonymous {
		t.Errorf("poll %+v", m.Poll)
	}
	b.must(t, "stopPoll", `{"chat_id":77,"message_id":2}`)
	_, err := b.call(t, "stopPoll", `{"chat_id":77,"message_id":2}`)
	if got := refusal(t, err); got != "Bad Request: poll has already been closed" {
		t.Errorf("again: %q", got)
	}
}

func TestSettings_TheMostSpecificCommandsWin(t *testing.T) {
	t.Parallel()
	b := setup(t)
	set := func(name, rest string) {
		b.must(t, "setMyCommands", `{"commands":[{"command":"`+name+`","description":"d"}]`+rest+`}`)
	}
	want := func(name string) {
		t.Helper()
		got := b.ann.Commands(token)
		if len(got) != 1 || got[0].Command != name {
			t.Errorf("got %+v, want %s", got, name)
		}
	}
	set("plain", "")
	want("plain")
	set("english", `,"language_code":"en"`)
	want("english")
	set("private", `,"scope":{"type":"all_private_chats"}`)
	want("private")
	set("chat", `,"scope":{"type":"chat","chat_id":77}`)
	want("chat")
	b.must(t, "deleteMyCommands", `{"scope":{"type":"chat","chat_id":77}}`)
	want("private")
	sameJSON(t, string(b.must(t, "getMyCommands", `{"language_code":"en"}`)), `[{"command":"english","description":"d"}]`)

	b.must(t, "setMyDescription", `{"description":"hello"}`)
	b.must(t, "setMyDescription", `{"description":"hallo","language_code":"de"}`)
	sameJSON(t, string(b.must(t, "getMyDescription", `{"language_code":"de"}`)), `{"description":"hallo"}`)
	sameJSON(t, string(b.must(t, "getMyDescription", `{"language_code":"fr"}`)), `{"description":"hello"}`)

	b.must(t, "setChatMenuButton", `{"menu_button":{"type":"web_app","text":"Open","web_app":{"url":"https://x.com"}}}`)
	sameJSON(t, string(b.must(t, "getChatMenuButton", `{"chat_id":77}`)), `{"type":"web_app","text":"Open","web_app":{"url":"https://x.com"}}`)
}

func TestPin_ShowsInChatAndComesOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "pinChatMessage", `{"chat_id":77,"message_id":1}`)
	if screen := b.ann.Screen(token); !screen[0].Pinned || screen[1].PinnedMessage == nil {
		t.Errorf("pinned: %+v", screen)
	}
	b.must(t, "unpinChatMessage", `{"chat_id":77}`)
	if screen := b.ann.Screen(token); screen[0].Pinned {
		t.Error("still pinned")
	}
	b.must(t, "unpinAllChatMessages", `{"chat_id":77}`)
}

func TestFindings_SlipsThatTelegramIgnores(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x","txet":"y","disable_web_page_preview":true,"protect_content":"maybe"}`)
	b.must(t, "sendMessage", inline(`"text":"a","callback_data":"b","colour":"red"`))
	b.must(t, "sendInvoice", invoiceWith(`"need_email":true`))
	f := func(method, param, text string) botapi.Finding {
		return botapi.Finding{Token: token, Method: method, Param: param, Text: text}
	}
	want := []botapi.Finding{
		f("sendMessage", "disable_web_page_preview", "deprecated parameter"),
		f("sendMessage", "protect_content", "value is not of the documented type"),
		f("sendMessage", "txet", "unknown parameter"),
		f("sendMessage", "reply_markup", `unknown field "colour"`),
		f("sendInvoice", "need_email", "ignored for payments in Stars"),
	}
	if got := b.Findings(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestStrict_FindingsAreRefusals(t *testing.T) {
	t.Parallel()
	b := setupWith(t, botapi.Options{Strict: true})
	_, err := b.call(t, "sendMessage", `{"chat_id":77,"text":"x","txet":"y"}`)
	if got := refusal(t, err); got != `Bad Request: parameter "txet": unknown parameter` {
		t.Errorf("got %q", got)
	}
	_, err = b.call(t, "sendMessage", inline(`"text":"a","callback_data":"b","colour":"red"`))
	if got := refusal(t, err); got != `Bad Request: parameter "reply_markup": unknown field "colour"` {
		t.Errorf("got %q", got)
	}
	if n := len(b.ann.Screen(token)); n != 1 {
		t.Errorf("the screen has %d messages, want 1", n)
	}
}

func TestCalls_AreLoggedAndToldOf(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var heard []string
	cancel := b.Subscribe(func(c botapi.Call) { heard = append(heard, c.Method) })
	b.must(t, "sendChatAction", `{"chat_id":77,"action":"typing"}`)
	_, err := b.call(t, "getChat", `{"chat_id":5}`)
	refused, _ := errors.AsType[*botapi.Error](err)
	cancel()
	b.must(t, "getMe", `{}`)
	if want := []string{"sendChatAction", "getChat"}; !reflect.DeepEqual(heard, want) {
		t.Errorf("heard %v, want %v", heard, want)
	}
	at := b.clock.Now()
	want := []botapi.Call{
		{
			Token: token, Method: "sendChatAction", At: at, Result: json.RawMessage("true"),
			Params: map[string]json.RawMessage{"chat_id": json.RawMessage("77"), "action": json.RawMessage(`"typing"`)},
		},
		{
			Token: token, Method: "getChat", At: at, Err: refused,
			Params: map[string]json.RawMessage{"chat_id": json.RawMessage("5")},
		},
	}
	if got := b.Calls()[:2]; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}
