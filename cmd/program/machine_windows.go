package program

import (
	"syscall"
	"unsafe"
)

// freeRoom is how many bytes this user may still write.
func freeRoom(path string) (int64, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return 0, err
	}
	var free int64
	call := syscall.NewLazyDLL("kernel32.dll").NewProc("GetDiskFreeSpaceExW")
	ok, _, err := call.Call(uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(&free)), 0, 0)
	if ok == 0 {
		return 0, err
	}
	return free, nil
}

// openFilesLimit cannot be told: Windows has none for a process.
func openFilesLimit() (uint64, bool) { return 0, false }
