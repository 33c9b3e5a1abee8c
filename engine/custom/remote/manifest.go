package remote

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/scenarist/scenarist/engine/custom"
)

// ChangedError says that a service offers another manifest than the one that was installed. Calls go on as they were agreed
// on: it is for a person to look at the difference and install the new one.
type ChangedError struct {
	Block     custom.BlockID // that is installed
	Installed string         // digests of the two
	Offered   string
	Manifest  *custom.Manifest // that is offered
}

// Error says what has changed.
func (e *ChangedError) Error() string {
	if e.Manifest.Version != e.Block.Version {
		return fmt.Sprintf("the service of %s offers the version %s; installed is %s", e.Block.Type, e.Manifest.Version, e.Block.Version)
	}
	return fmt.Sprintf("the service of %s offers another manifest than the one of version %s that was installed, with the same version", e.Block.Type, e.Block.Version)
}

// Fetch reads the manifest that a service offers, and puts the service's address and host into it: this is what is shown to
// a person and then installed.
func Fetch(ctx context.Context, client *http.Client, base *url.URL) (*custom.Manifest, error) {
	m, err := fetch(ctx, client, base.String())
	if err != nil {
		return nil, err
	}
	if m.Remote, err = json.Marshal(part{URL: base.String()}); err != nil {
		return nil, fmt.Errorf("encode the address of a service: %w", err)
	}
	if !custom.HostAllowed(m.Permissions.Hosts, base) {
		m.Permissions.Hosts = append(m.Permissions.Hosts, base.Hostname())
	}
	return m, nil
}

func fetch(ctx context.Context, client *http.Client, base string) (*custom.Manifest, error) {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("read the manifest of %s: %w", base, fmt.Errorf(format, args...))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/manifest", nil)
	if err != nil {
		return nil, fail("%w", err)
	}
	req.Header.Set("Accept", "application/json")
	res, err := plain(client).Do(req)
	if err != nil {
		return nil, fail("%w", innermost(err))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fail("the service answers with the status %d", res.StatusCode)
	}
	body, err := readAll(res.Body, custom.MaxManifestBytes)
	if err != nil {
		return nil, fail("%w", err)
	}
	m, err := custom.Load(body)
	if err != nil {
		return nil, fail("%w", err)
	}
	if m.Kind != "remote" {
		return nil, fail("its kind is %q and not remote", m.Kind)
	}
	return m, nil
}

// Digest is a fingerprint of what a service says of its block: the order of fields and the spaces do not count, nor does the
// service's own address.
func Digest(m *custom.Manifest) (string, error) {
	own, err := readable(m)
	if err != nil {
		return "", fmt.Errorf("digest of the manifest of %s: %w", m.Name, err)
	}
	text, err := json.Marshal(own)
	if err != nil {
		return "", fmt.Errorf("digest of the manifest of %s: %w", m.Name, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// readable gives the manifest as a tree, whose objects are written with sorted names.
func readable(m *custom.Manifest) (any, error) {
	c := *m
	c.Remote = nil
	if base, _, err := readPart(m); err == nil {
		c.Permissions.Hosts = nil
		for _, h := range m.Permissions.Hosts {
			if h != base.Hostname() {
				c.Permissions.Hosts = append(c.Permissions.Hosts, h)
			}
		}
	}
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	var tree any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err = d.Decode(&tree)
	return tree, err
}

// Look compares the manifest that a service offers with the one that is installed: nil if they are the same, a *ChangedError if
// they are not, another error if that cannot be found out.
func (k *Kind) Look(ctx context.Context, p *custom.Package) error {
	base, _, err := readPart(p.Manifest)
	if err != nil {
		return err
	}
	offered, err := Fetch(ctx, k.o.HTTP, base)
	if err != nil {
		return err
	}
	was, err := Digest(p.Manifest)
	if err != nil {
		return err
	}
	is, err := Digest(offered)
	if err != nil {
		return err
	}
	if was == is {
		return nil
	}
	return &ChangedError{Block: custom.BlockID{Type: p.Manifest.Name, Version: p.Manifest.Version}, Installed: was, Offered: is, Manifest: offered}
}
