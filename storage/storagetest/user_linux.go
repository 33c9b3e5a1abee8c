package storagetest

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// serverUser is whom the server runs as: PostgreSQL refuses to run as root. Nil is ourselves.
func serverUser() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		if who, err = user.Lookup("nobody"); err != nil {
			return nil, fmt.Errorf("find a user for the server: %w", err)
		}
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the id of user %s: %w", who.Username, err)
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the group of user %s: %w", who.Username, err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// asServer lets a process run as the server's user and end with us.
func asServer() *syscall.SysProcAttr {
	who, err := serverUser()
	if err != nil {
		who = nil // giveAway has told
	}
	return &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGQUIT} // SIGQUIT: at once
}

// giveAway gives a directory to the server's user.
func giveAway(dir string) error {
	who, err := serverUser()
	if err != nil || who == nil {
		return err
	}
	return os.Chown(dir, int(who.Uid), int(who.Gid))
}
