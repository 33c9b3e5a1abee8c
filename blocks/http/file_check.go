package http

import (
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// Check reports what would fail, or do harm, on every run.
func (f *transfer) Check(k *engine.Checking) {
	f.checkSource(k)
	switch {
	case f.To == toUpload && f.Upload == nil:
		k.Error("upload_missing", "/upload", "say where the file is to be uploaded to")
	case f.To == toUpload:
		f.Upload.check(k, "/upload")
		if f.KeepFor != nil {
			k.Warn("keep_unused", "/keep_for", "a file that is uploaded is not kept here: how long it stays is up to the service")
		}
	case f.Upload != nil:
		k.Warn("upload_unused", "/upload", "the file is kept and not uploaded: choose the upload, or take these settings away")
	}
	if d := f.KeepFor; d != nil && d.Std() < minKeep {
		k.Error("keep_range", "/keep_for", "the file must be kept for a minute at least")
	}
	if d := f.Timeout; d != nil && (d.Std() < minTimeout || d.Std() > maxTransfer) {
		k.Error("timeout_range", "/timeout", "the time must be from a second to %d minutes", int(maxTransfer/time.Minute))
	}
	f.CheckTypes(k, "")
	if f.MIME != "" && (!engine.IsMIMEType(f.MIME) || strings.HasSuffix(f.MIME, "*")) {
		k.Error("mime_invalid", "/mime", "%q is no type; write it like application/pdf", f.MIME)
	}
	f.checkSize(k)
	k.Assign("/save_to", f.SaveTo, expr.TypeObject)
}

// checkSource reports a file from nowhere or from two places.
func (f *transfer) checkSource(k *engine.Checking) {
	switch file, url := !f.File.IsZero(), !f.URL.IsZero(); {
	case file && url:
		k.Error("file_sources", "", "say only one of file and address")
	case !file && !url:
		k.Error("file_missing", "", "say which file: one from a variable, or one at an address")
	case url:
		(&target{URL: f.URL, Headers: f.Headers, Auth: f.Auth}).check(k, "")
		return
	}
	if len(f.Headers) > 0 {
		k.Warn("access_unused", "/headers", "headers go with an address only: a file of a variable comes from Telegram, or from where the bot keeps it")
	}
	if f.Auth != nil {
		k.Warn("access_unused", "/auth", "signing in is for an address only: a file of a variable comes from Telegram, or from where the bot keeps it")
	}
}

// checkSize warns of sizes that Telegram does not let through.
func (f *transfer) checkSize(k *engine.Checking) {
	switch {
	case f.ReadsFiles() && f.MaxMegabytes > downloadMegabytes:
		k.Warn("file_over_download", "/max_megabytes", "Telegram hands out files of up to %d MB only (getFile): larger ones leave by Too large, unless the bot uses a Bot API server of its own",
			downloadMegabytes)
	case f.To == toKeep && f.MaxMegabytes > uploadMegabytes:
		k.Warn("file_over_upload", "/max_megabytes", "a bot can send files of up to %d MB only: a larger one can be kept and uploaded elsewhere, but not be sent, unless the bot uses a Bot API server of its own", uploadMegabytes)
	}
}

// check reports what would fail on every upload. At is where the settings stand in the config.
func (r *receiver) check(k *engine.Checking, at string) {
	to := r.target()
	if r.Field != "" { // so that a content type of one's own is reported
		to.Body = &body{Kind: kindMultipart, Form: []pair{{Name: r.Field}}}
	}
	to.check(k, at)
	checkPairs(k, at+"/fields", r.Form)
	if len(r.Form) > 0 && r.Field == "" {
		k.Error("fields_unused", at+"/fields", "the file is sent bare, without a form around it: name the field of the file, or take the other fields away")
	}
	if _, err := r.Address.steps(nil); err != nil {
		k.Error("path_invalid", at+"/address", "the path %q cannot be read: %v", string(r.Address), err)
	}
}
