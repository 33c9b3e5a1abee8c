// Package enginetest holds tests that others run on their own implementations and block types: the rules that block types keep, cases
// that are data, and the contract of a store. It must not know any implementation; what is tested comes in as a value.
//
// # An integrator's block types
//
// Conform is one call that tests block types as a whole, see examples/customblock:
//
//	func TestTypes_Conform(t *testing.T) {
//		reg := engine.NewRegistry()
//		if err := errors.Join(reg.Add(acme.Types()...), reg.AddJob(acme.Jobs()...)); err != nil {
//			t.Fatal(err)
//		}
//		enginetest.Conform(t, enginetest.Conformance{Registry: reg, Cases: "testdata", Reach: service})
//	}
//
// It wants a file of cases for each type, and gets from them what it does to the block: all turns are taken again, also from a
// session that was saved and by a revision that was compiled anew; all work is done twice, without a network and out of time. The
// rules are those of package conform.
//
// # Cases of block types
//
// RunBlockCases reads one file a block type. A case is a bot with the block under test in it, and steps: an event each,
// with everything it leads to written out. The block has the id "it", its exits lead to "after", and a block that is no
// trigger is reached by the command /go. Steps are written short:
//
//	{"say": "hello"}                  a text or a command; {"send": {…}} is any other message
//	{"press": "Buy"}                  a button by its label or id, "by" another user, "of" an older message
//	{"timer": "due"}                  the clock moves to the session's alarm, or on by "15m"
//	{"job": {"result": {…}}}          the end of the last job; {"paid": {}} pays the last order
//	{"failed": "blocked"}             Telegram refused the last message
//	{"webhook": {…}}, {"enter": {…}}, {"event": {…}}
//
// What a step leads to is compared whole. With -update it is written by the runner and reviewed like code.
//
// Cases together have to come by every exit, by something wrong, and by a time that runs out.
//
// CheckTypes holds types to what people see of them, CheckExamples talks nonsense to them.
//
// # Stores
//
// TestStore is the contract of a store, TestLedger a day at a Bank that is kept in it: users move units at random while
// commits fail and the host is killed. A store's own tests may kill a whole process with a bank in it.
//
// # Decisions
//
// Variables and secrets that a case uses are declared by the runner, so that a case shows what it is about. Tokens of
// buttons are written without their signature, and effects without the keys that the engine gives them: those have tests of
// their own, and a change of them should not touch every case.
package enginetest
