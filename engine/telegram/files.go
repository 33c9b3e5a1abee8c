package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// MaxDownloadBytes is the largest file that Telegram hands out: Telegram Bot API, getFile. A local server has no limit.
const MaxDownloadBytes = 20 << 20

// Downloader gets the content of a file that getFile named. Client is one.
type Downloader interface {
	// Download opens the file at the path. The caller closes it.
	Download(ctx context.Context, token, filePath string) (io.ReadCloser, error)
}

// Files opens files of a bot's chats.
type Files struct {
	caller Caller
	source Downloader
}

// NewFiles makes Files over a caller and a downloader, which usually are the same Client.
func NewFiles(caller Caller, source Downloader) *Files { return &Files{caller: caller, source: source} }

// Open opens a file by file_id; the caller closes it. Errors are engine.ErrFileTooLarge, engine.ErrNotFound for a file_id that
// the platform does not know for this bot, and everything else that calls and downloads meet.
func (f *Files) Open(ctx context.Context, token, fileID string) (io.ReadCloser, engine.File, error) {
	info, err := newBot(f.caller, token).GetFileWithContext(ctx, fileID, nil)
	if r := refused(err); r != nil && r.Code == http.StatusBadRequest {
		if r.says("file is too big") {
			return nil, engine.File{}, engine.ErrFileTooLarge
		}
		return nil, engine.File{}, fmt.Errorf("file %w: %s", engine.ErrNotFound, trimKind(r.Description))
	}
	if err != nil {
		return nil, engine.File{}, fmt.Errorf("look up file: %w", err)
	}
	if info.FilePath == "" {
		return nil, engine.File{}, fmt.Errorf("file %w: it cannot be downloaded", engine.ErrNotFound)
	}
	content, err := f.source.Download(ctx, token, info.FilePath)
	if err != nil {
		return nil, engine.File{}, err
	}
	return content, engine.File{
		ID: info.FileId, UniqueID: info.FileUniqueId, Kind: pathKind(info.FilePath), Name: path.Base(info.FilePath),
		Size: info.FileSize,
	}, nil
}

// pathKind reads the kind of a file out of its path, such as "photos/file_1.jpg"; everything else is a file.
func pathKind(filePath string) string {
	switch path.Base(path.Dir(filePath)) {
	case "photos":
		return "photo"
	case "videos":
		return "video"
	case "music":
		return "audio"
	case "voice":
		return "voice"
	case "video_notes":
		return "video_note"
	case "animations":
		return "animation"
	case "stickers":
		return "sticker"
	default:
		return "file"
	}
}

// Download opens a file of the Bot API. From a local server it is opened where the server keeps it, and only there.
func (c *Client) Download(ctx context.Context, token, filePath string) (io.ReadCloser, error) {
	if path.IsAbs(filePath) {
		return c.openLocal(filePath)
	}
	for part := range strings.SplitSeq(filePath, "/") {
		if part == "" || part == "." || part == ".." {
			return nil, fmt.Errorf("download file: the path is not one of Telegram's: %q", filePath)
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/file/bot"+token+c.suffix+filePath, nil)
	if err != nil {
		return nil, fmt.Errorf("download file: %w", withoutURL(err))
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, &NetworkError{Err: fmt.Errorf("download file: %w", withoutURL(err))}
	}
	limit := int64(MaxDownloadBytes)
	switch {
	case resp.StatusCode == http.StatusNotFound:
		err = fmt.Errorf("file %w at its path", engine.ErrNotFound)
	case resp.StatusCode != http.StatusOK:
		err = &AnswerError{Status: resp.StatusCode, Reason: "no file"}
	case resp.ContentLength > limit && c.base == defaultBaseURL:
		err = engine.ErrFileTooLarge
	}
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	return resp.Body, nil
}

// openLocal opens a file under the local server's directory. Links and ".." that lead out of it are refused.
func (c *Client) openLocal(filePath string) (io.ReadCloser, error) {
	if c.localFiles == "" {
		return nil, errors.New("download file: the bot api server keeps files on its own disk; say in which directory")
	}
	name, err := filepath.Rel(c.localFiles, filePath)
	if err != nil {
		return nil, fmt.Errorf("download file: it is outside of the server's directory: %w", err)
	}
	root, err := os.OpenRoot(c.localFiles)
	if err != nil {
		return nil, fmt.Errorf("download file: open the server's directory: %w", err)
	}
	defer func() { _ = root.Close() }()
	f, err := root.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("file %w on the server's disk", engine.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("download file: %w", err)
	}
	return f, nil
}
