package program

import (
	"net"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// dirtyFor is how long a kernel may keep what files have grown by before it writes it back, without commits that stand still for it.
const dirtyFor = 5 * time.Second

// writeback tells how the kernel of the database's machine writes back what files have grown by, where that machine is this one and
// its kernel says so. Nothing is wrong with what kernels do by themselves, unless a server has much to do: it is no warning.
func (d *doctor) writeback(kernel string) []diagnosis {
	if !d.ownDatabase() {
		return nil
	}
	number := func(name string) int {
		raw, err := os.ReadFile(path.Join(kernel, name))
		n, nerr := strconv.Atoi(strings.TrimSpace(string(raw)))
		if err != nil || nerr != nil {
			return 0
		}
		return n
	}
	expire := time.Duration(number("dirty_expire_centisecs")) * 10 * time.Millisecond
	switch {
	case expire == 0:
		return nil
	case expire > dirtyFor || number("dirty_background_bytes") == 0:
		return []diagnosis{fine("kernel", "what files have grown by may stay in memory for %s and is then written in one go: under heavy load commits can stand still for half a second; examples/deploy/sysctl.conf spreads it", expire)}
	}
	return []diagnosis{fine("kernel", "what files have grown by is written within %s", expire)}
}

// ownDatabase tells whether the database is on this machine.
func (d *doctor) ownDatabase() bool {
	if d.s.postgres == "" {
		return true
	}
	c, err := pgconn.ParseConfig(d.s.postgres)
	if err != nil {
		return false
	}
	ip := net.ParseIP(c.Host)
	return path.IsAbs(c.Host) || c.Host == "localhost" || ip != nil && ip.IsLoopback()
}
