package editor

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// maxPackageBody is how large a request with a package may be: its archive in Base64.
const maxPackageBody = 2 * custom.MaxPackageBytes

// InstalledBlock is a package of a block type that a workspace has.
type InstalledBlock struct {
	Name     string         `json:"name" example:"acme/poll" doc:"The block type"`
	Kind     string         `json:"kind" enum:"http,remote,wasm,composite,go"`
	Title    engine.Text    `json:"title"`
	Help     engine.Text    `json:"help"`
	Icon     string         `json:"icon"`
	Disabled bool           `json:"disabled" doc:"What uses it goes on, and nothing new should"`
	Versions []BlockVersion `json:"versions" doc:"The newest first; the words above are its"`
	Secret   *bool          `json:"secret,omitempty" doc:"Of a service: the secret that is shared with it is set here. Left out for other kinds"`
}

// BlockVersion is one version of a package.
type BlockVersion struct {
	Version     string           `json:"version" example:"1.4.0"`
	Digest      string           `json:"digest" doc:"SHA-256 of the package"`
	InstalledAt *time.Time       `json:"installed_at,omitempty" doc:"Left out for those of the server's own folder"`
	InstalledBy string           `json:"installed_by,omitempty"`
	Source      string           `json:"source" enum:"file,url,shipped,folder"`
	URL         string           `json:"url,omitempty"`
	Permissions BlockPermissions `json:"permissions"`
	Notice      *BlockNotice     `json:"notice,omitempty" doc:"The service offers something else by now; nothing of it is taken by itself"`
}

// BlockNotice is what the service of a block offers in place of the installed version.
type BlockNotice struct {
	Version string    `json:"version" doc:"The same as the installed one where the service changed it without saying so: it cannot be installed"`
	Digest  string    `json:"digest" doc:"Names the offer, to turn it down"`
	Changes []string  `json:"changes" spoken:"author" doc:"In words"`
	At      time.Time `json:"at" doc:"When it was noticed"`
}

// BlockPermissions is what a package may do besides reading its settings.
type BlockPermissions struct {
	Hosts    []string `json:"hosts" doc:"Names that it calls"`
	Read     []string `json:"read" doc:"Variables that it reads"`
	Write    []string `json:"write" doc:"Variables that it writes"`
	Secrets  []string `json:"secrets" doc:"Secrets of the bot that it reads"`
	Contacts bool     `json:"contacts" doc:"It sees who the user is"`
	Files    bool     `json:"files" doc:"It reads files that users send"`
	Ledger   bool     `json:"ledger" doc:"It charges and grants units"`
}

func permissionsOf(p custom.Permissions) BlockPermissions {
	list := func(l []string) []string { return append([]string{}, l...) }
	return BlockPermissions{
		Hosts: list(p.Hosts), Read: list(p.Read), Write: list(p.Write), Secrets: list(p.Secrets), Contacts: p.Contacts, Files: p.Files, Ledger: p.Ledger,
	}
}

func (p *BlockPermissions) permissions() custom.Permissions { return custom.Permissions(*p) }

func versionOf(i *custom.Installed) BlockVersion {
	v := BlockVersion{
		Version: i.Manifest.Version, Digest: i.Digest, InstalledBy: i.By.Name, Source: i.Source, URL: i.URL, Permissions: permissionsOf(i.Manifest.Permissions),
	}
	if !i.At.IsZero() {
		v.InstalledAt = &i.At
	}
	if n := i.Notice; n != nil {
		v.Notice = &BlockNotice{Version: n.Manifest.Version, Digest: n.Digest, Changes: append([]string{}, custom.Differences(i.Manifest, n.Manifest)...), At: n.At}
	}
	return v
}

// installedBlocks puts the versions of each package together; the secrets of some are set.
func installedBlocks(list []custom.Installed, secrets []string) []InstalledBlock {
	out := []InstalledBlock{}
	for i := range list {
		m := list[i].Manifest
		if n := len(out); n == 0 || out[n-1].Name != m.Name {
			out = append(out, InstalledBlock{
				Name: m.Name, Kind: m.Kind, Title: m.Title, Help: m.Help, Icon: m.Icon, Disabled: list[i].Disabled, Versions: []BlockVersion{},
			})
			if m.Kind == custom.Remote {
				set := slices.Contains(secrets, m.Name)
				out[len(out)-1].Secret = &set
			}
		}
		b := &out[len(out)-1]
		b.Versions = append(b.Versions, versionOf(&list[i]))
	}
	return out
}

// PackageSource is where a package comes from: give one of the four.
type PackageSource struct {
	Archive  []byte `json:"archive,omitempty" doc:"A zip archive, in Base64"`
	Manifest string `json:"manifest,omitempty" maxLength:"524288" doc:"A manifest that needs no files beside it, JSON or YAML"`
	URL      string `json:"url,omitempty" maxLength:"2000" doc:"Address of a service that is a block"`
	Shipped  string `json:"shipped,omitempty" maxLength:"129" doc:"Name of one that comes with Scenarist"`
}

func (p *PackageSource) source() studio.BlockSource {
	return studio.BlockSource{Archive: p.Archive, Manifest: p.Manifest, Address: p.URL, Shipped: p.Shipped}
}

// InspectedBlock is what is known of a package before it is installed.
type InspectedBlock struct {
	Digest      string            `json:"digest,omitempty" doc:"To be confirmed; left out where the package could not be read"`
	Manifest    json.RawMessage   `json:"manifest,omitempty" doc:"Of schemas/block-manifest.schema.json"`
	Permissions *BlockPermissions `json:"permissions,omitempty" doc:"To be confirmed"`
	Problems    []BlockProblem    `json:"problems" doc:"With one of them it cannot be installed"`
	Installed   *BlockVersion     `json:"installed,omitempty" doc:"The same version if the workspace has it, else the newest"`
	Same        bool              `json:"same" doc:"It is installed already"`
	Changes     []string          `json:"changes" spoken:"author" doc:"What is not as in the installed version, in words"`
	Examples    []BlockExample    `json:"examples" doc:"That were played with pretended answers; none for a service, which plays its own. One that fails is a warning"`
}

// BlockExample is an example of a package that was played.
type BlockExample struct {
	Title engine.Text `json:"title,omitempty"`
	OK    bool        `json:"ok"`
	Error string      `json:"error,omitempty" spoken:"author" doc:"What is not as it says"`
}

// BlockProblem is a defect of a package.
type BlockProblem struct {
	Path    string `json:"path" doc:"JSON pointer into the manifest"`
	Message string `json:"message" spoken:"author"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
}

func inspectedOf(in *studio.Inspection) (*InspectedBlock, error) {
	out := &InspectedBlock{Problems: []BlockProblem{}, Same: in.Same, Changes: append([]string{}, in.Changes...), Examples: []BlockExample{}}
	for _, e := range in.Examples {
		out.Examples = append(out.Examples, BlockExample{Title: e.Title, OK: e.Error == "", Error: e.Error})
	}
	for _, p := range in.Problems {
		out.Problems = append(out.Problems, BlockProblem{Path: p.Path, Message: p.Message, Line: p.Line, Column: p.Column})
	}
	if in.Package != nil {
		p := permissionsOf(in.Package.Manifest.Permissions)
		out.Digest, out.Permissions = in.Package.Digest, &p
		var err error
		if out.Manifest, err = json.Marshal(in.Package.Manifest); err != nil {
			return nil, fmt.Errorf("write the manifest of %s: %w", in.Package.ID(), err)
		}
	}
	if in.Installed != nil {
		v := versionOf(in.Installed)
		out.Installed = &v
	}
	return out, nil
}

// BlockUse is a place where a package is pinned.
type BlockUse struct {
	Bot       string `json:"bot" doc:"Empty where another package pins it"`
	BotName   string `json:"bot_name"`
	Inside    string `json:"inside,omitempty" example:"acme/order 1.0.0" doc:"The installed package, made of flows, that has it inside"`
	Version   string `json:"version" doc:"Of the package"`
	Revision  int    `json:"revision" doc:"0 for the draft"`
	Published bool   `json:"published" doc:"It is what the bot does now"`
	People    int64  `json:"people,omitempty" doc:"With the latest revision of a bot: how many people stand at a block of the package now, in whichever revision"`
}

// BlockPath is the address of a package.
type BlockPath struct {
	Workspace string `path:"workspace" maxLength:"64"`
	Vendor    string `path:"vendor" maxLength:"64"`
	Block     string `path:"block" maxLength:"64"`
}

func (p *BlockPath) name() string { return p.Vendor + "/" + p.Block }

type inspectRequest struct {
	Workspace string `path:"workspace" maxLength:"64"`
	Body      PackageSource
}

type installRequest struct {
	Workspace string `path:"workspace" maxLength:"64"`
	Body      struct {
		PackageSource

		Digest      string           `json:"digest" maxLength:"64" doc:"As it was inspected"`
		Permissions BlockPermissions `json:"permissions" doc:"Exactly those that the package asks for"`
	}
}

type switchRequest struct {
	BlockPath

	Body struct {
		Disabled bool `json:"disabled"`
	}
}

type versionPath struct {
	BlockPath

	Version string `path:"version" maxLength:"64"`
}

type workspacePath struct {
	Workspace string `path:"workspace" maxLength:"64"`
}

func (a *api) addBlocks() {
	const tag, base = "Blocks", "/workspaces/{workspace}/blocks"
	add(a, operation{
		id: "list-blocks", method: http.MethodGet, path: base, tag: tag, rule: inWorkspace(access.BotRead),
		summary: "Packages of block types that the workspace has",
	}, func(ctx context.Context, in *workspacePath) (*items[InstalledBlock], error) {
		list, err := a.o.Studio.Blocks(ctx, in.Workspace)
		if err != nil {
			return nil, err
		}
		secrets, err := a.o.Studio.BlockSecrets(ctx, in.Workspace)
		return allOf(installedBlocks(list, secrets)), err
	})
	add(a, operation{
		id: "inspect-block", method: http.MethodPost, path: base + "/inspect", tag: tag, rule: inWorkspace(access.WorkspaceWrite), maxBody: maxPackageBody,
		summary: "Say what a package is and may do, and what is wrong with it, without installing it",
	}, func(ctx context.Context, in *inspectRequest) (*answer[*InspectedBlock], error) {
		found, err := a.o.Studio.InspectBlock(ctx, in.Workspace, in.Body.source())
		if err != nil {
			return nil, err
		}
		out, err := inspectedOf(found)
		if err != nil {
			return nil, err
		}
		return &answer[*InspectedBlock]{out}, nil
	})
	add(a, operation{
		id: "install-block", method: http.MethodPost, path: base, tag: tag, rule: inWorkspace(access.WorkspaceWrite), maxBody: maxPackageBody,
		status: http.StatusCreated, summary: "Install a package as it was inspected",
	}, func(ctx context.Context, in *installRequest) (*answer[BlockVersion], error) {
		i, err := a.o.Studio.InstallBlock(ctx, actorOf(ctx), in.Workspace, in.Body.source(), studio.Confirmation{
			Digest: in.Body.Digest, Permissions: in.Body.Permissions.permissions(),
		})
		if err != nil {
			return nil, err
		}
		return &answer[BlockVersion]{versionOf(i)}, nil
	})
	add(a, operation{
		id: "switch-block", method: http.MethodPatch, path: base + "/{vendor}/{block}", tag: tag, rule: inWorkspace(access.WorkspaceWrite),
		summary: "Switch a package off, so that nothing new uses it, or on again",
	}, func(ctx context.Context, in *switchRequest) (*struct{}, error) {
		return nil, a.o.Studio.SwitchBlock(ctx, actorOf(ctx), in.Workspace, in.name(), in.Body.Disabled)
	})
	add(a, operation{
		id: "block-usage", method: http.MethodGet, path: base + "/{vendor}/{block}/usage", tag: tag, rule: inWorkspace(access.BotRead),
		summary: "Drafts and latest revisions that pin a package, and packages that have it inside",
	}, func(ctx context.Context, in *BlockPath) (*items[BlockUse], error) {
		list, err := a.o.Studio.BlockUses(ctx, in.Workspace, in.name())
		out := []BlockUse{}
		for _, u := range list {
			out = append(out, BlockUse{Bot: u.Bot, BotName: u.Name, Inside: u.Inside, Version: u.Version, Revision: u.Revision, Published: u.Published, People: u.People})
		}
		return allOf(out), err
	})
	add(a, operation{
		id: "remove-block", method: http.MethodDelete, path: base + "/{vendor}/{block}/versions/{version}", tag: tag, rule: inWorkspace(access.WorkspaceWrite),
		summary: "Remove a version of a package; refused while a draft or a published revision pins it, with what to do about each",
	}, func(ctx context.Context, in *versionPath) (*struct{}, error) {
		return nil, a.o.Studio.RemoveBlock(ctx, actorOf(ctx), in.Workspace, custom.BlockID{Type: in.name(), Version: in.Version})
	})
}
