package enginetest

import (
	"context"
	"errors"
	"flag"
	"maps"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// ledgerSeed is one bank only, to look at what another run found.
var ledgerSeed = flag.Uint64("ledger.seed", 0, "open the bank with this seed only (see TestLedger)")

// banks is how many of them TestLedger opens.
const banks = 12

// errCommit is what a commit says that failed, or whose end was not heard.
var errCommit = errors.New("the store cannot be reached")

// TestLedger has many users move units at once, by a host over the store, while commits fail before they happen or after,
// updates come twice, time goes by, and the host is killed: the books must be right at every pause and at the end (see
// Bank.Audit). The seeds are 1, 2, 3 …; a failure names its own, and -ledger.seed opens that bank again.
func TestLedger(t *testing.T, open func(t *testing.T) host.Store) {
	t.Helper()
	first, last := uint64(1), uint64(banks)
	if *ledgerSeed != 0 {
		first, last = *ledgerSeed, *ledgerSeed
	}
	for seed := first; seed <= last; seed++ {
		day := newBankDay(t, seed, open(t))
		day.run()
		if t.Failed() {
			t.Fatalf("open this bank again with -ledger.seed=%d", seed)
		}
	}
}

// bankDay is a bank that is open.
type bankDay struct {
	*testing.T
	bank    *Bank
	rnd     *rand.Rand // of the day itself; the users have their own
	store   *shakyStore
	clock   *host.ManualClock
	limits  host.Limits
	current atomic.Pointer[host.Host]

	mu    sync.Mutex
	heard map[int64]bool // updates that were acknowledged
}

func newBankDay(t *testing.T, seed uint64, store host.Store) *bankDay {
	t.Helper()
	rnd := rand.New(rand.NewPCG(seed, 2))
	return &bankDay{
		T: t, rnd: rnd, bank: NewBank(seed, 1+rnd.Int64N(5), 10+rnd.IntN(30)), heard: map[int64]bool{},
		store: &shakyStore{Store: store, rnd: rand.New(rand.NewPCG(seed, 3)), every: 4 + rnd.IntN(20)},
		clock: host.NewManualClock(bankOpens(), nil),
		limits: host.Limits{
			Committers: 1 + rnd.IntN(3), Workers: 4, Senders: 4, Batch: 8, CacheBytes: []int64{1, 5000, 1 << 20}[rnd.IntN(3)],
			StoreRetry: time.Millisecond,
		},
	}
}

func (d *bankDay) run() {
	d.begin()
	var users sync.WaitGroup
	for i, plan := range d.bank.Plans {
		users.Go(func() { d.bring(plan, rand.New(rand.NewPCG(d.bank.seed, uint64(100+i)))) })
	}
	for range d.rnd.IntN(4) {
		for range d.rnd.IntN(400) {
			runtime.Gosched()
		}
		d.clock.Advance(time.Duration(d.rnd.IntN(40)) * time.Minute)
		d.kill()
		d.audit()
		d.begin()
	}
	users.Wait()
	if err := d.current.Load().Stop(d.Context()); err != nil {
		d.Errorf("stop: %v", err)
	}
	d.audit()
}

func (d *bankDay) begin() {
	h, err := d.bank.Open(d.Context(), d.store, d.clock, d.limits)
	if err != nil {
		d.Fatalf("open the bank: %v", err)
	}
	d.current.Store(h)
}

// kill stops the host as hard as it can be stopped.
func (d *bankDay) kill() {
	ctx, cancel := context.WithCancel(d.Context())
	cancel()
	if err := d.current.Load().Stop(ctx); err != nil && !errors.Is(err, context.Canceled) {
		d.Errorf("kill: %v", err)
	}
}

// bring brings a user's updates in order, each until it is acknowledged, and some of them once more.
func (d *bankDay) bring(plan []host.Incoming, rnd *rand.Rand) {
	for i, in := range plan {
		for d.receive(in) != nil {
			runtime.Gosched()
		}
		d.mu.Lock()
		d.heard[in.UpdateID] = true
		d.mu.Unlock()
		if rnd.IntN(3) == 0 {
			_ = d.receive(plan[rnd.IntN(i+1)]) // nobody is owed an acknowledgement twice
		}
	}
}

func (d *bankDay) receive(in host.Incoming) error {
	in.Event.Time = d.clock.Now()
	return d.current.Load().Receive(d.Context(), in)
}

// audit looks at the books. What was acknowledged before it began has to be in them.
func (d *bankDay) audit() {
	d.store.quiet.Lock()
	defer d.store.quiet.Unlock()
	d.mu.Lock()
	heard := maps.Clone(d.heard)
	d.mu.Unlock()
	if err := d.bank.Audit(d.Context(), d.store.Store, heard); err != nil {
		d.Errorf("seed %d: %v", d.bank.seed, err)
	}
}

// shakyStore is a store whose commits fail now and then: before anything happened, or after it did.
type shakyStore struct {
	host.Store
	quiet sync.RWMutex // held by who wants no commit to happen: a killed host may have one under way
	mu    sync.Mutex
	rnd   *rand.Rand
	every int
}

func (s *shakyStore) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	s.quiet.RLock()
	defer s.quiet.RUnlock()
	s.mu.Lock()
	fails, lies := s.rnd.IntN(s.every) == 0, s.rnd.IntN(s.every) == 0
	s.mu.Unlock()
	if fails {
		return nil, errCommit
	}
	verdicts, err := s.Store.Commit(ctx, members)
	if err == nil && lies {
		return nil, errCommit
	}
	return verdicts, err
}
