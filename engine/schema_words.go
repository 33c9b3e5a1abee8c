package engine

import (
	"github.com/invopop/jsonschema"

	"github.com/scenarist/scenarist/engine/flow"
)

// spelling is what the schema of the document says of one field besides its Go type.
type spelling struct {
	help    string
	pattern string
	words   []string
	most    uint64 // characters of a text, entries of a list
}

// documentWords describes the fields of the document by struct and JSON name; the limits are those of package flow.
func documentWords(structure string) map[string]spelling {
	id := func(help string) spelling {
		return spelling{help: help, pattern: flow.IDPattern, most: flow.MaxIDLength}
	}
	name := func(help string) spelling {
		return spelling{help: help, pattern: flow.NamePattern, most: flow.MaxIDLength}
	}
	title := func(help string) spelling { return spelling{help: help, most: flow.MaxNameLength} }
	note := spelling{help: "For the people who work on the bot", most: flow.MaxNoteLength}
	switch structure {
	case "Document":
		return map[string]spelling{
			"schema_version": {help: "Version of the document's own shape"},
			"name":           title("Name of the bot"),
			"description":    note,
			"descriptions":   {help: "The description by language, in others than the author's"},
			"language":       {help: "The author's language, the fallback of every text", pattern: flow.LanguagePattern},
			"languages":      {help: "All languages the texts are in", most: flow.MaxLanguages},
			"time_zone":      {help: "The owner's time zone, such as Europe/Berlin; UTC if it is left out"},
			"settings":       {help: "Rules of the whole bot"},
			"variables":      {help: "Declared variables", most: flow.MaxVariables},
			"tables":         {help: "Typed tables of the bot", most: flow.MaxTables},
			"uses":           {help: "Pinned versions of the block types that are packages of their own"},
			"flows":          {help: "The graphs of blocks", most: flow.MaxFlows},
			"layout":         {help: "Where blocks stand on the canvas: flow, then block, then x and y"},
		}
	case "Settings":
		return map[string]spelling{
			"on_error": {help: "Where a trouble goes that neither an exit nor the flow took"},
			"texts":    {help: "Replaces built-in words: key, then text by language"},
			"secrets":  {help: "Names of the secrets that the bot uses; their values are kept elsewhere", most: flow.MaxSecrets},
		}
	case "Handler":
		return map[string]spelling{
			"flow":  id("The flow that takes over after a trouble"),
			"block": id("The block to begin with; the first of the flow if it is left out"),
		}
	case "Variable":
		return map[string]spelling{
			"name":    name("Read as scope.name"),
			"title":   title("How people call it; its name if it is left out"),
			"scope":   {help: "Whose value it is", words: flow.Scopes()},
			"type":    {help: "What it holds", words: flow.ValueTypes()},
			"default": {help: "Its value as long as nothing wrote it"},
			"note":    note,
		}
	case "Table":
		return map[string]spelling{
			"name": id("Unique in the bot"), "note": note,
			"key":     name("The column that names a row; rows get ids by themselves if it is left out"),
			"columns": {help: "What a row holds", most: flow.MaxColumns},
			"rows":    {help: "Rows that are there from the start: values by column", most: flow.MaxRows},
		}
	case "Column":
		return map[string]spelling{
			"name": name("Read as row.name"), "type": {help: "What it holds", words: flow.ValueTypes()}, "note": note,
			"required": {help: "Every row has a value"},
			"unique":   {help: "No two rows have the same value"},
		}
	case "Flow":
		return map[string]spelling{
			"id": id("Unique in the bot"), "name": title("Name of the flow"), "note": note,
			"params":   {help: "Arguments of the flow where others call it, read as local.name", most: flow.MaxParams},
			"on_error": {help: "Takes troubles of this flow's blocks that no exit took"},
			"blocks":   {help: "The blocks; the first that is no trigger is where calls begin"},
			"edges":    {help: "Which exit leads to which block"},
			"notes":    {help: "Notes and frames of the canvas", most: flow.MaxNotes},
		}
	case "Note":
		return map[string]spelling{
			"id": id("Unique in the flow"), "text": {help: "What it says; the title of a frame", most: flow.MaxNoteLength},
			"x": {help: "Its left side on the canvas"}, "y": {help: "Its upper side on the canvas"},
			"w": {help: "Its width"}, "h": {help: "Its height"},
			"color": {help: "Its colour", words: flow.NoteColors()},
			"frame": {help: "It stands behind blocks, and its text is their title"},
		}
	case "Param":
		return map[string]spelling{
			"name": name("Read as local.name"), "type": {help: "What it holds", words: flow.ValueTypes()},
			"required": {help: "The caller must give it"},
		}
	case "Block":
		return map[string]spelling{
			"id":        id("Unique in the bot; stays when the block is changed or moved"),
			"type":      {help: "Type of the block", pattern: flow.BlockTypePattern, most: flow.MaxTypeLength},
			"v":         {help: "Version of the config; 1 if it is left out"},
			"label":     title("Name of the block on the canvas"),
			"note":      note,
			"config":    {help: "The settings of the block's type"},
			"exits":     {help: `What an exit without an edge does: "end" stops here on purpose, "inherit" goes to the handlers`},
			"timeout":   {help: "The longest wait of the block; it then leaves by the exit timeout"},
			"on_error":  {help: "Repeats before the exit error"},
			"skip_if":   {help: "Expression; when it is true the block is passed over", most: flow.MaxExpressionLength},
			"skip_exit": {help: "Where a block leaves that is passed over", pattern: flow.ExitPattern, most: flow.MaxExitLength},
			"once_per":  {help: "A second pass is passed over", words: []string{flow.OncePerUser, flow.OncePerDay, flow.OncePerSession}},
			"cooldown":  {help: "A pass sooner than this is passed over"},
			"goal":      title("Goal of the statistics that is reached here"),
			"cost":      {help: "Cost of a pass, in the owner's currency"},
			"roles":     {help: "Staff roles that may pass; others are passed over", most: flow.MaxRoles},
		}
	case "Retry":
		return map[string]spelling{
			"retries": {help: "How often the block is repeated after a trouble that may pass"},
			"backoff": {help: "The first pause, doubled each time"},
		}
	case "Edge":
		return map[string]spelling{
			"from": id("Block of this flow"),
			"exit": {help: "Exit of that block", pattern: flow.ExitPattern, most: flow.MaxExitLength},
			"to":   id("Block of this flow that comes next"),
		}
	default:
		return nil
	}
}

// spell adds the words and limits of a part of the document to its schema.
func spell(s *jsonschema.Schema, structure string) {
	for name, w := range documentWords(structure) {
		p, ok := s.Properties.Get(name)
		if !ok {
			continue
		}
		p.Description, p.Pattern = w.help, w.pattern
		for _, word := range w.words {
			p.Enum = append(p.Enum, word)
		}
		switch most := w.most; {
		case most == 0:
		case p.Type == "array":
			p.MaxItems = &most
		default:
			p.MaxLength = &most
		}
	}
	if structure == "Block" {
		exits, _ := s.Properties.Get("exits")
		exits.PropertyNames = &jsonschema.Schema{Pattern: flow.ExitPattern}
		exits.AdditionalProperties.Enum = []any{flow.ExitEnd, flow.ExitInherit}
		config, _ := s.Properties.Get("config")
		config.Extras = map[string]any{"type": "object"}
	}
}
