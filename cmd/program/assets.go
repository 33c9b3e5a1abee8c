package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/storage"
)

// assets are the files of the media library that a document names, as far as they lie beside it.
type assets struct {
	dir   fs.FS // of the document
	uses  []engine.AssetUse
	files map[string]*studio.Media
}

// assetsOf looks for the files that a document names.
func assetsOf(file string, uses []engine.AssetUse) (*assets, error) {
	a := &assets{dir: os.DirFS(filepath.Dir(file)), uses: uses, files: map[string]*studio.Media{}}
	for _, u := range uses {
		if a.files[u.Name] != nil {
			continue
		}
		err := a.with(u.Name, func(in io.ReadSeeker) (err error) {
			a.files[u.Name], err = studio.Describe(u.Name, in)
			return err
		})
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
			delete(a.files, u.Name)
			continue // the issues say so
		}
		if err != nil {
			return nil, fmt.Errorf("read the file %q of the document: %w", u.Name, err)
		}
	}
	return a, nil
}

// with opens a file for f.
func (a *assets) with(name string, f func(io.ReadSeeker) error) error {
	in, err := a.dir.Open(path.Join(simulator.AssetsDirectory, name))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	seeker, ok := in.(io.ReadSeeker)
	if info, err := in.Stat(); err != nil || info.IsDir() || !ok {
		return errors.Join(fs.ErrNotExist, err)
	}
	return f(seeker)
}

// issues says which files are missing, and which Telegram refuses. Have knows those that are elsewhere; nil for none.
func (a *assets) issues(most int64, have func(name string) (engine.Asset, bool)) []engine.Issue {
	out := engine.CheckAssets(a.uses, most, func(name string) (engine.Asset, bool) {
		if m := a.files[name]; m != nil {
			return m.Asset(), true
		}
		if have == nil {
			return engine.Asset{}, false
		}
		return have(name)
	})
	missing := map[string]string{} // by place
	for _, u := range a.uses {
		if a.files[u.Name] == nil {
			missing[u.Path] = path.Join(simulator.AssetsDirectory, u.Name)
		}
	}
	for i := range out {
		if out[i].Code == engine.CodeAssetMissing {
			out[i].Message = fmt.Sprintf("there is no file %s beside the document", missing[out[i].Path])
		}
	}
	return out
}

// put brings the files into the library of the bot.
func (a *assets) put(ctx context.Context, db *storage.DB, botID, room int64) error {
	for name, m := range a.files {
		err := a.with(name, func(in io.ReadSeeker) error { return db.PutAsset(ctx, botID, m, room, in) })
		if errors.Is(err, engine.ErrStorageFull) {
			return wrong("SCENARIST_MEDIA_ROOM", "the files of the document take more than %d MB together; give the bot more room", room>>20)
		}
		if err != nil {
			return fmt.Errorf("take in the file %q of the document: %w", name, err)
		}
	}
	return nil
}
