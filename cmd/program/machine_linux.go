package program

import (
	"math"
	"syscall"
)

// networkFileSystem names the file system of a file if it is one of the network, whose locks SQLite cannot trust. The numbers
// are those of statfs(2).
func networkFileSystem(path string) string {
	var s syscall.Statfs_t
	if syscall.Statfs(nearest(path), &s) != nil {
		return ""
	}
	return map[uint32]string{
		0x6969: "NFS", 0x517B: "SMB", 0xFF534D42: "CIFS", 0xFE534D42: "SMB2", 0x01021997: "9P", 0x5346414F: "AFS", 0x00C36400: "Ceph",
		0x65735546: "FUSE, as sshfs and cloud disks are",
	}[uint32(s.Type&math.MaxUint32)] //nolint:gosec // the upper half is empty
}
