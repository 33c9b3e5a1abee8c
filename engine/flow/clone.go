package flow

import (
	"bytes"
	"maps"
	"slices"
)

// Clone gives a copy that shares nothing with the document; nil stays nil.
func (d *Document) Clone() *Document {
	if d == nil {
		return nil
	}
	c := *d
	c.Descriptions = maps.Clone(d.Descriptions)
	c.Languages = slices.Clone(d.Languages)
	if d.Settings != nil {
		c.Settings = &Settings{
			OnError: clonePointer(d.Settings.OnError),
			Texts:   cloneMaps(d.Settings.Texts),
			Secrets: slices.Clone(d.Settings.Secrets),
		}
	}
	c.Variables = slices.Clone(d.Variables)
	for i := range c.Variables {
		c.Variables[i].Default = bytes.Clone(c.Variables[i].Default)
	}
	c.Tables = slices.Clone(d.Tables)
	for i := range c.Tables {
		c.Tables[i] = c.Tables[i].clone()
	}
	c.Uses = maps.Clone(d.Uses)
	c.Flows = slices.Clone(d.Flows)
	for i := range c.Flows {
		c.Flows[i] = c.Flows[i].clone()
	}
	c.Layout = cloneMaps(d.Layout)
	return &c
}

// clone gives a copy that shares nothing with the flow.
func (f Flow) clone() Flow {
	f.Params = slices.Clone(f.Params)
	f.OnError = clonePointer(f.OnError)
	f.Edges = slices.Clone(f.Edges)
	f.Notes = slices.Clone(f.Notes)
	f.Blocks = slices.Clone(f.Blocks)
	for i := range f.Blocks {
		b := &f.Blocks[i]
		b.Config = bytes.Clone(b.Config)
		b.Exits = maps.Clone(b.Exits)
		b.Timeout = clonePointer(b.Timeout)
		b.Cooldown = clonePointer(b.Cooldown)
		b.Cost = clonePointer(b.Cost)
		b.Roles = slices.Clone(b.Roles)
		if b.OnError != nil {
			b.OnError = &Retry{Retries: b.OnError.Retries, Backoff: clonePointer(b.OnError.Backoff)}
		}
	}
	return f
}

// clonePointer copies what a pointer to plain data leads to.
func clonePointer[T Handler | Duration | float64](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

// cloneMaps copies a map of maps.
func cloneMaps[M ~map[string]map[string]V, V any](m M) M {
	c := maps.Clone(m)
	for key := range c {
		c[key] = maps.Clone(c[key])
	}
	return c
}
