package flow

import (
	"encoding/json"
	"fmt"
)

// flows reads the graphs.
func (o *object) flows(name string) []Flow {
	list := []Flow{}
	o.each(name, required, &quota{limit: MaxFlows}, func(n int32) {
		if f, ok := o.flow(n, len(list)); ok {
			list = append(list, f)
		}
	})
	return list
}

// flow reads one graph; index is its place in the list.
func (r *reader) flow(n int32, index int) (Flow, bool) {
	o, ok := r.object(n)
	if !ok {
		return Flow{}, false
	}
	f := Flow{
		ID:      o.text("id", required, isID),
		Name:    o.text("name", required, filled(MaxNameLength)),
		Note:    o.text("note", optional, upTo(MaxNoteLength)),
		Params:  o.params("params"),
		OnError: r.handler(o.field("on_error", optional)),
		Blocks:  o.blockList("blocks", index),
		Edges:   o.edgeList("edges", index),
		Notes:   o.noteList("notes"),
	}
	o.close()
	if f.ID != "" {
		if _, seen := r.flowAt[f.ID]; seen {
			r.problems.add(CodeDuplicateFlow, r.tree.member(n, "id"), fmt.Sprintf("another flow has the id %q", f.ID))
		} else {
			r.flowAt[f.ID] = index
		}
	}
	return f, true
}

// params reads the arguments of a flow.
func (o *object) params(name string) []Param {
	var list []Param
	seen := make(map[string]bool)
	o.each(name, optional, &quota{limit: MaxParams}, func(n int32) {
		p, ok := o.object(n)
		if !ok {
			return
		}
		param := Param{
			Name:     p.text("name", required, isName),
			Type:     p.text("type", required, oneOf(ValueTypes())),
			Required: p.yes("required"),
		}
		p.close()
		if param.Name != "" && seen[param.Name] {
			o.problems.add(CodeDuplicateParam, o.tree.member(n, "name"), fmt.Sprintf("the flow has a param %q already", param.Name))
		}
		seen[param.Name] = true
		list = append(list, param)
	})
	return list
}

// blockList reads the blocks of a flow. The limit counts those of all flows together.
func (o *object) blockList(name string, flow int) []Block {
	list := []Block{}
	o.each(name, required, &o.blocks, func(n int32) {
		b, ok := o.block(n, flow)
		if !ok {
			return
		}
		list = append(list, b)
		if b.ID == "" {
			return
		}
		if _, seen := o.blockFlow[b.ID]; seen {
			o.problems.add(CodeDuplicateBlock, o.tree.member(n, "id"),
				fmt.Sprintf("another block of the bot has the id %q", b.ID))
		} else {
			o.blockFlow[b.ID] = flow
		}
		o.blockIn[blockPlace{flow, b.ID}] = true
	})
	return list
}

// block reads one block with its envelope. Its config is the block type's business: any object will do here.
func (r *reader) block(n int32, flow int) (Block, bool) {
	o, ok := r.object(n)
	if !ok {
		return Block{}, false
	}
	b := Block{
		ID:       o.text("id", required, isID),
		Type:     o.text("type", required, isBlockType),
		Label:    o.text("label", optional, upTo(MaxNameLength)),
		Note:     o.text("note", optional, upTo(MaxNoteLength)),
		Config:   o.config("config"),
		Timeout:  o.span("timeout"),
		OnError:  r.retry(o.field("on_error", optional)),
		SkipIf:   o.text("skip_if", optional, upTo(MaxExpressionLength)),
		SkipExit: o.text("skip_exit", optional, isExit),
		OncePer:  o.text("once_per", optional, oneOf([]string{OncePerUser, OncePerDay, OncePerSession})),
		Cooldown: o.span("cooldown"),
		Goal:     o.text("goal", optional, filled(MaxNameLength)),
		Cost:     o.amount("cost", MaxCost),
		Roles:    o.words("roles", MaxRoles, isRole),
	}
	b.Version = o.whole("v", optional, 0, MaxConfigVersion)
	b.Exits = o.exits("exits", b.ID, flow)
	o.close()
	return b, true
}

// config reads an object that only the block type understands.
func (o *object) config(name string) json.RawMessage {
	c := o.field(name, optional)
	if c == none || !o.expect(c, kindObject, "object") {
		return nil
	}
	return o.tree.canonical(c)
}

// exits reads what becomes of exits without an edge.
func (o *object) exits(name, block string, flow int) map[string]string {
	var exits map[string]string
	for exit, n := range o.entries(name, isExit) {
		if exits == nil {
			exits = make(map[string]string)
		}
		fate := o.checked(n, oneOf([]string{ExitEnd, ExitInherit}))
		exits[exit] = fate
		o.exitRefs = append(o.exitRefs, exitRef{block, exit, fate, flow, n})
	}
	return exits
}

// retry reads how a block is repeated.
func (r *reader) retry(n int32) *Retry {
	o, ok := r.object(n)
	if !ok {
		return nil
	}
	retry := &Retry{
		Retries: o.whole("retries", required, 0, MaxRetries),
		Backoff: o.span("backoff"),
	}
	o.close()
	return retry
}

// edgeList reads the links of a flow. The limit counts those of all flows together.
func (o *object) edgeList(name string, flow int) []Edge {
	list := []Edge{}
	o.each(name, required, &o.edges, func(n int32) {
		e, ok := o.object(n)
		if !ok {
			return
		}
		edge := Edge{
			From: e.text("from", required, isID),
			Exit: e.text("exit", required, isExit),
			To:   e.text("to", required, isID),
		}
		e.close()
		list = append(list, edge)
		o.edgeRefs = append(o.edgeRefs, edgeRef{edge, flow, n})
	})
	return list
}
