package storage

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"

	"github.com/scenarist/scenarist/storage/migrate"
)

const (
	maxManifest = 64 << 20
	maxRow      = 64 << 20 // a document of 4 MiB is the longest there is; as JSON in JSON some times that
)

// Archive is an open archive. What is read of it is compared with what its manifest says.
type Archive struct {
	Manifest Manifest

	file  *zip.ReadCloser
	files map[string]*zip.File
	// documents are the published ones, by bot; Check reads them.
	documents map[int64][]byte
}

// OpenArchive opens an archive, which may unpack to a number of bytes. The caller closes it. Errors are ErrArchive, migrate.ErrNewer
// for one of a newer version, or those of the disk.
func OpenArchive(file string, most int64) (*Archive, error) {
	a, err := openArchive(file, most)
	if err != nil {
		return nil, fmt.Errorf("open archive %s: %w", file, err)
	}
	return a, nil
}

func openArchive(file string, most int64) (_ *Archive, err error) {
	z, err := zip.OpenReader(file)
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrInsecurePath) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, badArchive("it cannot be unpacked: %w", err)
	}
	if err != nil {
		return nil, err
	}
	a := &Archive{file: z, files: map[string]*zip.File{}, documents: map[int64][]byte{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, z.Close())
		}
	}()
	for _, f := range z.File {
		if a.files[f.Name] != nil {
			return nil, badArchive("%q is there twice", f.Name)
		}
		a.files[f.Name] = f
	}
	if err := a.readManifest(); err != nil {
		return nil, err
	}
	return a, a.fits(most)
}

// Close closes the file.
func (a *Archive) Close() error { return a.file.Close() }

// Document gives the published document of a bot, nil for none, after the archive was checked.
func (a *Archive) Document(botID int64) []byte { return a.documents[botID] }

func (a *Archive) readManifest() error {
	f := a.files[manifestName]
	if f == nil {
		return badArchive("it has no %s", manifestName)
	}
	delete(a.files, manifestName)
	r, err := f.Open()
	if err != nil {
		return badArchive("%s: %w", manifestName, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxManifest+1))
	switch {
	case err != nil:
		return badArchive("%s: %w", manifestName, err)
	case len(data) > maxManifest:
		return badArchive("%s is longer than %d bytes", manifestName, maxManifest)
	}
	m := &a.Manifest
	if err := json.Unmarshal(data, m); err != nil {
		return badArchive("%s: %w", manifestName, err)
	}
	known, err := migrate.Known()
	switch {
	case err != nil:
		return err
	case m.Program != archiveProgram || m.Format < 1:
		return badArchive("it is not one of Scenarist's")
	case m.Format > archiveFormat || m.Schema > known:
		return fmt.Errorf("archive format %d and schema version %d, known up to %d and %d: %w", m.Format, m.Schema, archiveFormat, known, migrate.ErrNewer)
	}
	return nil
}

// fits compares the files that there are with those that the manifest names, before any is read.
func (a *Archive) fits(most int64) error {
	tables := []string{jobsTable}
	for _, t := range botTables() {
		if t.moves != partNever {
			tables = append(tables, t.name)
		}
	}
	for _, p := range studioParts() {
		tables = append(tables, p.table)
	}
	bots := map[int64]bool{}
	for _, b := range a.Manifest.Bots {
		if b.ID <= 0 || bots[b.ID] {
			return badArchive("bot %d is there twice or is none", b.ID)
		}
		bots[b.ID] = true
	}
	seen, room := map[string]bool{}, most
	rows := map[int64]int64{} // of bots
	for _, f := range a.Manifest.Files {
		z := a.files[f.Name]
		switch {
		case z == nil || seen[f.Name]:
			return badArchive("%q is missing, or listed twice", f.Name)
		case f.Name != archivedName(f.Bot, f.Table), f.Bot != 0 && !bots[f.Bot], f.Bot == 0 && f.Table != "scopes", !slices.Contains(tables, f.Table):
			return badArchive("%q does not belong there", f.Name)
		case f.Bytes < 0 || f.Rows < 0 || z.UncompressedSize64 != uint64(f.Bytes): //nolint:gosec // not negative
			return badArchive("%q has %d bytes and not %d", f.Name, z.UncompressedSize64, f.Bytes)
		case f.Bytes > room:
			return badArchive("it unpacks to more than %d bytes", most)
		}
		room -= f.Bytes
		seen[f.Name] = true
		if f.Table == "bots" {
			rows[f.Bot] += f.Rows
		}
	}
	for id := range bots {
		if rows[id] != 1 {
			return badArchive("bot %d has no row", id)
		}
	}
	if len(seen) != len(a.files) {
		return badArchive("it has files that are not in its list")
	}
	return nil
}

// read runs f for every line of a file, and gives an error if they are not those that were written.
func (a *Archive) read(ctx context.Context, file ArchivedFile, f func(line []byte) error) error {
	r, err := a.files[file.Name].Open()
	if err != nil {
		return badArchive("%s: %w", file.Name, err)
	}
	defer r.Close()
	sum := sha256.New()
	lines := bufio.NewReaderSize(&hashing{r: io.LimitReader(r, file.Bytes+1), sum: sum}, 64<<10)
	var n, rows int64
	for {
		line, err := readLine(lines)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			break
		}
		n += int64(len(line))
		rows++
		switch {
		case err != nil:
			return badArchive("%s, row %d: %w", file.Name, rows, err)
		case n > file.Bytes || rows > file.Rows:
			return badArchive("%s has more than it should", file.Name)
		case ctx.Err() != nil:
			return ctx.Err()
		}
		if err := f(line); err != nil {
			return err
		}
	}
	if n != file.Bytes || rows != file.Rows || hex.EncodeToString(sum.Sum(nil)) != file.SHA256 {
		return badArchive("%s was changed since it was made", file.Name)
	}
	return nil
}

// hashing adds up what is read.
type hashing struct {
	r   io.Reader
	sum hash.Hash
}

// Read reads on.
func (h *hashing) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	h.sum.Write(p[:n])
	return n, err
}

// readLine gives a line with its end.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if line == nil && err == nil {
			return part, nil
		}
		line = append(line, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull) && len(line) <= maxRow:
		case errors.Is(err, bufio.ErrBufferFull):
			return nil, fmt.Errorf("it is longer than %d bytes", maxRow)
		case errors.Is(err, io.EOF) && len(bytes.TrimSpace(line)) > 0:
			return nil, io.ErrUnexpectedEOF
		default:
			return line, err
		}
	}
}
