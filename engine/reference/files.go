package reference

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/scenarist/scenarist/engine"
)

// Files gives all pages in the language as Markdown, by file name.
func Files(reg *engine.Registry, lang string) (map[string]string, error) {
	pages, err := Pages(reg, lang)
	if err != nil {
		return nil, err
	}
	files := make(map[string]string, len(pages))
	for _, p := range pages {
		name := p.Name + ".md"
		if _, taken := files[name]; taken {
			return nil, fmt.Errorf("two pages of the reference would be %s", name)
		}
		files[name] = p.Markdown()
	}
	return files, nil
}

// Write writes all pages in the language into the folder, and gives their number. Other files there stay as they are.
func Write(reg *engine.Registry, lang, dir string) (int, error) {
	files, err := Files(reg, lang)
	if err != nil {
		return 0, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, fmt.Errorf("write reference: %w", err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return 0, fmt.Errorf("write reference: %w", err)
		}
	}
	return len(files), nil
}
