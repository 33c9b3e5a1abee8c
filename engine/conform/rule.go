package conform

import "fmt"

// Rule is what is asked of a block type.
type Rule string

// The rules, in the order in which they are tried.
const (
	Readable  Rule = "readable"       // the package can be read and made ready
	Schema    Rule = "schema"         // the schema of the settings is valid
	Form      Rule = "form"           // every setting has a place in the form, with words
	Example   Rule = "example"        // the example is a block that works
	Wrong     Rule = "wrong_settings" // wrong settings are refused in clear words
	Plays     Rule = "examples"       // examples do as they say
	Exits     Rule = "exits"          // exits are declared, and each is left by
	AnyEvent  Rule = "any_event"      // no event makes the block fail
	Same      Rule = "same_turn"      // the same turn comes to the same
	Reloaded  Rule = "reloaded"       // a session that was saved goes on the same
	Repeated  Rule = "repeated"       // work that is done twice counts once
	TimeOut   Rule = "time_out"       // work that takes too long ends, and the block with it
	Permitted Rule = "permissions"    // what is not permitted is refused
	Protocol  Rule = "protocol"       // a service keeps to the protocol of remote blocks
)

// Asks says what the rule asks for, in a sentence without its dot.
func (r Rule) Asks() string {
	switch r {
	case Readable:
		return "the package can be read and made ready"
	case Schema:
		return "the schema of the settings is valid"
	case Form:
		return "every setting has a place in the form, a title and a help"
	case Example:
		return "the example is a block that works"
	case Wrong:
		return "wrong settings are refused in clear words"
	case Plays:
		return "examples do as they say"
	case Exits:
		return "exits are declared, and an example leaves by each"
	case AnyEvent:
		return "no event makes the block fail"
	case Same:
		return "the same turn comes to the same"
	case Reloaded:
		return "a session that was saved goes on the same"
	case Repeated:
		return "work that is done twice counts once"
	case TimeOut:
		return "work that takes too long ends, and the block goes on"
	case Permitted:
		return "what is not permitted is refused"
	case Protocol:
		return "the service keeps to the protocol"
	default:
		return string(r)
	}
}

// Mend says what usually helps where the rule is broken.
func (r Rule) Mend() string {
	switch r {
	case Readable:
		return "correct what the message names; scenarist block inspect says the same"
	case Schema:
		return "correct the tags of the settings' struct, or the schema in the manifest"
	case Form:
		return "name the setting in Fields (x-title and x-help in a manifest), and give it a type or a widget"
	case Example:
		return "correct BlockType.Example, or the first example of the manifest"
	case Wrong:
		return "say in the tags, or the schema, what the setting takes, and let Check and Exits live with anything"
	case Plays:
		return "correct the example, or the block"
	case Exits:
		return "add the exit to the type, or an example that leaves by it"
	case AnyEvent:
		return "look at the kind of the event before its parts, and Stay for what is not for the block"
	case Same:
		return "take time from Turn.Now, chance from Turn.Rand and ids from Turn.NewID, and sort what came out of a map"
	case Reloaded:
		return "keep nothing in the block's value or in variables of the package: what is to be remembered goes into Wait.State or a variable, as JSON"
	case Repeated:
		return "derive what is sent from Job.Key and the payload alone, and change nothing at the end of work that is over (Stay)"
	case TimeOut:
		return "do requests with the context and client that the job was given, and take JobResult.Error and TimerFired in Resume"
	case Permitted:
		return "list it in the manifest's permissions, and use nothing but what the call was given"
	case Protocol:
		return "see the page of engine/custom/remote, and examples/remoteblock-go and -node, which keep to it"
	default:
		return ""
	}
}

// Finding is what came of a rule at one place.
type Finding struct {
	Rule    Rule   `json:"rule"`
	Where   string `json:"where,omitempty"`   // such as a setting, or an example; empty for the type as a whole
	Problem string `json:"problem,omitempty"` // empty if all is well
	Mend    string `json:"mend,omitempty"`    // how to do better, where there is a problem
}

// String is the finding on two lines, for a test's log.
func (f Finding) String() string {
	where := ""
	if f.Where != "" {
		where = f.Where + ": "
	}
	return fmt.Sprintf("%s: %s%s\n    to mend it: %s", f.Rule.Asks(), where, f.Problem, f.Mend)
}

// Problems gives the findings that have one.
func Problems(all []Finding) []Finding {
	var out []Finding
	for _, f := range all {
		if f.Problem != "" {
			out = append(out, f)
		}
	}
	return out
}

// broken makes a finding of a problem.
func broken(r Rule, where, format string, args ...any) Finding {
	return Finding{Rule: r, Where: where, Problem: fmt.Sprintf(format, args...), Mend: r.Mend()}
}

// kept says that all is well, unless there are problems already.
func kept(r Rule, problems []Finding) []Finding {
	if len(problems) > 0 {
		return problems
	}
	return []Finding{{Rule: r}}
}
