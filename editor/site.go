package editor

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// site is the built page. Its files stay where they are; what browsers have asked for is kept as gzip.
type site struct {
	files map[string]*siteFile // by path below the root, without the leading slash
	index []byte               // before its nonce is written in
}

type siteFile struct {
	kind    string
	plain   func() ([]byte, error)
	gzipped func() []byte // compressed when it is first asked for; nil if that is no smaller, or cannot be read
}

// nonceMark is where index.html takes the nonce of its style elements.
const nonceMark = `<meta name="csp-nonce" content=""`

// newSite finds the built page. Where it was not built, the placeholder is served, which says how to build it.
func newSite(files fs.FS) (*site, error) {
	s := &site{files: map[string]*siteFile{}}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			s.files[name] = newSiteFile(files, name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the editor's page: %w", err)
	}
	for _, name := range []string{"index.html", "placeholder.html"} {
		if f, ok := s.files[name]; ok {
			if s.index, err = f.plain(); err != nil {
				return nil, fmt.Errorf("read the editor's page: %w", err)
			}
			return s, nil
		}
	}
	return nil, errors.New("read the editor's page: there is neither a built page nor its placeholder")
}

func newSiteFile(files fs.FS, name string) *siteFile {
	f := &siteFile{kind: mime.TypeByExtension(path.Ext(name))}
	if f.kind == "" {
		f.kind = "application/octet-stream"
	}
	f.plain = func() ([]byte, error) { return fs.ReadFile(files, name) }
	f.gzipped = sync.OnceValue(func() []byte {
		data, err := f.plain()
		if err != nil {
			return nil
		}
		return compress(data)
	})
	return f
}

// compress gives the data as gzip has it, nil if that is no smaller.
func compress(data []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // there is such a level
	}
	_, err = w.Write(data)
	if err = errors.Join(err, w.Close()); err != nil || b.Len() >= len(data) {
		return nil
	}
	return b.Bytes()
}

// serve answers with the page or one of its files; false if there is none of that path.
func (s *site) serve(c *gin.Context) bool {
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		return false
	}
	name := strings.TrimPrefix(c.Request.URL.Path, "/")
	if name == "" {
		s.serveIndex(c)
		return true
	}
	f, ok := s.files[name]
	if !ok {
		return false
	}
	cache := "no-cache"
	if strings.HasPrefix(name, "assets/") { // their names change with their content
		cache = "public, max-age=31536000, immutable"
	}
	c.Header("Cache-Control", cache)
	c.Header("Vary", "Accept-Encoding")
	if strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		if small := f.gzipped(); small != nil {
			c.Header("Content-Encoding", "gzip")
			c.Data(http.StatusOK, f.kind, small)
			return true
		}
	}
	data, err := f.plain()
	if err != nil {
		return false
	}
	c.Data(http.StatusOK, f.kind, data)
	return true
}

// serveIndex writes a new nonce into the page and its policy.
func (s *site) serveIndex(c *gin.Context) {
	nonce := rand.Text()
	c.Header("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"+nonce+"'; "+
		"img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	c.Header("Cache-Control", "no-store")
	page := bytes.Replace(s.index, []byte(nonceMark), []byte(strings.TrimSuffix(nonceMark, `"`)+nonce+`"`), 1)
	c.Data(http.StatusOK, "text/html; charset=utf-8", page)
}
