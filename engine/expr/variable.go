package expr

// Variable is one declared name: `user.age` has the scope "user" and the name "age". A bare name, such as the "item" of a
// list that buttons are made of, has no scope; its value is Env.Scopes["item"] itself.
type Variable struct {
	Scope string
	Name  string
	Type  Type
	// Stored is what the scope calls it, if that is not Name: expressions of different origin may so call different variables
	// the same. References give it, too.
	Stored string
}
