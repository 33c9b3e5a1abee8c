package studio

import (
	"context"
	"errors"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// judge finds what is wrong with a document of a bot: what Examine finds, and what its library lacks.
func (s *Studio) judge(ctx context.Context, workspace, bot string, document []byte) (*Findings, error) {
	f, err := s.examine(ctx, workspace, bot, document)
	if err != nil {
		return nil, err
	}
	return s.withLibrary(ctx, bot, f)
}

// withLibrary adds the issues about files of the bot's library. What was found is left as it is.
func (s *Studio) withLibrary(ctx context.Context, bot string, f *Findings) (*Findings, error) {
	if len(f.Assets) == 0 {
		return f, nil
	}
	files, err := s.o.Store.Media(ctx, bot)
	if err != nil {
		return nil, err
	}
	return f.withFiles(files, s.o.Media.Upload), nil
}

// withFiles adds the issues about files where these are all there are.
func (f *Findings) withFiles(files []Media, most int64) *Findings {
	more := engine.CheckAssets(f.Assets, most, func(name string) (engine.Asset, bool) {
		i := slices.IndexFunc(files, func(m Media) bool { return m.Name == name && m.BinnedAt.IsZero() })
		if i < 0 {
			return engine.Asset{}, false
		}
		return files[i].Asset(), true
	})
	if len(more) == 0 {
		return f
	}
	out := *f
	out.Issues = engine.MergeIssues(f.Issues, more)
	return &out
}

// remark counts the issues of the draft anew after its library has changed.
func (s *Studio) remark(ctx context.Context, bot string) error {
	for range maxEdits {
		d, err := s.o.Store.Draft(ctx, bot)
		if err != nil {
			return err
		}
		f, err := s.judge(ctx, "", bot, d.Document)
		if err != nil {
			return err
		}
		err = s.o.Store.MarkDraft(ctx, bot, f.mark(d.Version))
		if !errors.Is(err, engine.ErrConflict) {
			s.rooms.kick(bot)
			return err
		}
	}
	return nil // whoever changes it so often counts them, too
}
