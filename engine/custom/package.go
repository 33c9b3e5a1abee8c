package custom

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// Limits of a package.
const (
	MaxPackageBytes = 32 << 20 // of all files together
	MaxPackageFiles = 200
)

// The names of a manifest in its folder; the first that is there is taken.
var manifestNames = []string{"manifest.json", "manifest.yaml", "manifest.yml"}

// NewPackage makes a package of a manifest and the files beside it, with its digest. Neither is to be changed afterwards.
func NewPackage(m *Manifest, files map[string][]byte) (*Package, error) {
	data, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode manifest: %w", err)
	}
	h := sha256.New()
	add := func(name string, content []byte) {
		var size [8]byte
		for _, part := range [][]byte{[]byte(name), content} {
			binary.BigEndian.PutUint64(size[:], uint64(len(part)))
			h.Write(size[:])
			h.Write(part)
		}
	}
	add(manifestNames[0], data)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		add(name, files[name])
	}
	return &Package{Manifest: m, Files: files, Digest: hex.EncodeToString(h.Sum(nil))}, nil
}

// LoadDir reads the package of a folder. A manifest that is wrong is a *LoadError.
func LoadDir(dir fs.FS) (*Package, error) {
	files := map[string][]byte{}
	left := int64(MaxPackageBytes)
	err := fs.WalkDir(dir, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(path.Base(name), "."):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir():
			return nil
		case !e.Type().IsRegular():
			return fmt.Errorf("%s is no plain file", name)
		}
		f, err := dir.Open(name)
		if err != nil {
			return err
		}
		return errors.Join(take(files, name, f, &left), f.Close())
	})
	if err != nil {
		return nil, fmt.Errorf("read package: %w", err)
	}
	return fromFiles(files)
}

// LoadArchive reads the package of a zip archive, whose files stand at its top or in one folder. An archive that is none, or
// too large, is a *LoadError, as is a manifest that is wrong.
func LoadArchive(data []byte) (*Package, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, whole("this is no zip archive")
	}
	files := map[string][]byte{}
	left := int64(MaxPackageBytes)
	for _, f := range z.File {
		name := strings.TrimSuffix(f.Name, "/")
		switch {
		case f.FileInfo().IsDir() || hidden(name):
			continue
		case !fs.ValidPath(name) || strings.Contains(name, `\`) || !f.Mode().IsRegular():
			return nil, whole("the archive has %q, which is no plain file inside of it", f.Name)
		}
		r, err := f.Open()
		if err == nil {
			err = errors.Join(take(files, name, r, &left), r.Close())
		}
		if err != nil {
			return nil, whole("read the archive: %v", err)
		}
	}
	return fromFiles(atTop(files))
}

func hidden(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool {
		return strings.HasPrefix(part, ".") && part != "." && part != ".." || part == "__MACOSX"
	})
}

func take(files map[string][]byte, name string, r io.Reader, left *int64) error {
	if len(files) == MaxPackageFiles {
		return fmt.Errorf("a package has at most %d files", MaxPackageFiles)
	}
	data, err := io.ReadAll(io.LimitReader(r, *left+1))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if *left -= int64(len(data)); *left < 0 {
		return fmt.Errorf("a package has at most %d bytes", MaxPackageBytes)
	}
	files[name] = data
	return nil
}

// atTop takes the files out of the one folder that they are all in.
func atTop(files map[string][]byte) map[string][]byte {
	folder := ""
	for name := range files {
		top, _, nested := strings.Cut(name, "/")
		if !nested || folder != "" && folder != top {
			return files
		}
		folder = top
	}
	out := make(map[string][]byte, len(files))
	for name, data := range files {
		out[strings.TrimPrefix(name, folder+"/")] = data
	}
	return out
}

func fromFiles(files map[string][]byte) (*Package, error) {
	for _, name := range manifestNames {
		data, ok := files[name]
		if !ok {
			continue
		}
		m, err := Load(data)
		if err != nil {
			return nil, err
		}
		for _, other := range manifestNames {
			delete(files, other)
		}
		return NewPackage(m, files)
	}
	return nil, whole("there is no manifest in the package, that is none of %s", strings.Join(manifestNames, ", "))
}

// Archive gives the package as a zip archive: for equal packages equal bytes.
func (p *Package) Archive() ([]byte, error) {
	manifest, err := json.Marshal(p.Manifest)
	if err != nil {
		return nil, fmt.Errorf("encode manifest: %w", err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	add := func(name string, data []byte) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	}
	err = add(manifestNames[0], manifest)
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		err = errors.Join(err, add(name, p.Files[name]))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, fmt.Errorf("write archive of %s: %w", p.Manifest.Name, err)
	}
	return out.Bytes(), nil
}

// ID names the block type and version of the package.
func (p *Package) ID() BlockID { return BlockID{Type: p.Manifest.Name, Version: p.Manifest.Version} }

// String is vendor/name and the version.
func (b BlockID) String() string { return b.Type + " " + b.Version }
