package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// The generator and the stand-in speak HTTP/1.1 by hand, only as much of it as the server needs: whatever they take is missing
// from the cores that they share with what is measured.

// hookConn is a connection to the server's webhooks that carries one delivery at a time.
type hookConn struct {
	conn net.Conn
	r    *bufio.Reader
	buf  []byte
}

func (h *webhook) dial(ctx context.Context) (*hookConn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", h.host)
	if err != nil {
		return nil, fmt.Errorf("connect to the server: %w", err)
	}
	return &hookConn{conn: conn, r: bufio.NewReader(conn)}, nil
}

// post delivers an update and gives the status of the answer.
func (c *hookConn) post(h *webhook, update []byte) (int, error) {
	b := append(c.buf[:0], "POST "...)
	b = append(b, h.path...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, h.host...)
	b = append(b, "\r\nContent-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token: "...)
	b = append(b, h.secret...)
	b = append(b, "\r\nContent-Length: "...)
	b = strconv.AppendInt(b, int64(len(update)), 10)
	b = append(b, "\r\n\r\n"...)
	b = append(b, update...)
	c.buf = b
	if err := c.conn.SetDeadline(time.Now().Add(answerTimeout)); err != nil {
		return 0, err
	}
	if _, err := c.conn.Write(b); err != nil {
		return 0, err
	}
	answer, err := readHead(c.r)
	if err != nil {
		return 0, err
	}
	_, code, _ := strings.Cut(answer.first, " ") // HTTP/1.1 200 OK
	if _, err := c.r.Discard(answer.length); err != nil {
		return 0, err
	}
	code, _, _ = strings.Cut(code, " ")
	return strconv.Atoi(code)
}

// head is the head of a message.
type head struct {
	first  string // line
	length int    // of the body
	closes bool   // the connection ends with it
}

var contentLength = []byte("Content-Length:")

func readHead(r *bufio.Reader) (h head, err error) {
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return h, err
		}
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case len(line) == 0:
			return h, nil
		case h.first == "":
			h.first = string(line)
		case len(line) > len(contentLength) && bytes.EqualFold(line[:len(contentLength)], contentLength):
			if h.length, err = strconv.Atoi(string(bytes.TrimSpace(line[len(contentLength):]))); err != nil {
				return h, fmt.Errorf("read length of a body: %w", err)
			}
		case bytes.EqualFold(line, []byte("Connection: close")):
			h.closes = true
		}
	}
}

// serveConn answers the calls that come by a connection, until it ends.
func (s *standIn) serveConn(conn net.Conn) {
	defer conn.Close() //nolint:errcheck // it has ended
	r := bufio.NewReader(conn)
	var body, out []byte
	for {
		h, err := readHead(r)
		if err != nil {
			return // the server has hung up
		}
		if cap(body) < h.length {
			body = make([]byte, h.length)
		}
		body = body[:h.length]
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		result := s.answer(h.first, body)
		out = append(out[:0], "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "...)
		out = strconv.AppendInt(out, int64(len(`{"ok":true,"result":}`)+len(result)), 10)
		out = append(out, "\r\n\r\n{\"ok\":true,\"result\":"...)
		out = append(append(out, result...), '}')
		if _, err := conn.Write(out); err != nil || h.closes {
			return
		}
	}
}

// accept serves connections until the listener is closed.
func (s *standIn) accept() {
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			panic(err) // nothing can be measured any more
		}
		go s.serveConn(conn)
	}
}
