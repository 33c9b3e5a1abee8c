package botapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// benchServer has 1,000 people who have all started the bot.
func benchServer(b *testing.B) *botapi.Server {
	b.Helper()
	s := botapi.New(botapi.Options{NoHistory: true})
	s.AddBot(token, botapi.Bot{})
	for i := range 1000 {
		p := s.NewUser(botapi.User{ID: int64(1000 + i)})
		if _, err := p.Start(token, ""); err != nil {
			b.Fatal(err)
		}
		s.Next(token)
	}
	return s
}

func BenchmarkCall_SendMessage(b *testing.B) {
	s := benchServer(b)
	params := map[string]json.RawMessage{"chat_id": json.RawMessage("1500"), "text": json.RawMessage(`"Hello, Ann!"`)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Call(b.Context(), token, "sendMessage", params, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkServeHTTP_SendMessage measures the handler without the network: the
// part of one request that the stand-in itself costs.
func BenchmarkServeHTTP_SendMessage(b *testing.B) {
	for kind, build := range map[string]func(chat int) (string, string){
		"json": func(chat int) (string, string) {
			return jsn, fmt.Sprintf(`{"chat_id":%d,"text":"Hello, Ann!"}`, chat)
		},
		"multipart": func(chat int) (string, string) {
			var buf bytes.Buffer
			mp := multipart.NewWriter(&buf)
			_ = mp.WriteField("chat_id", fmt.Sprint(chat)) // a bytes.Buffer takes everything
			_ = mp.WriteField("text", "Hello, Ann!")
			_ = mp.Close()
			return mp.FormDataContentType(), buf.String()
		},
	} {
		b.Run(kind, func(b *testing.B) {
			s := benchServer(b)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				contentType, body := build(1000 + i%1000)
				i++
				r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/bot"+token+"/sendMessage", strings.NewReader(body))
				r.Header.Set("Content-Type", contentType)
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Body.String())
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
		})
	}
}

// BenchmarkLoopback_SendMessage is the whole road with generator and stand-in
// on the same cores.
func BenchmarkLoopback_SendMessage(b *testing.B) {
	srv := httptest.NewServer(benchServer(b))
	b.Cleanup(srv.Close)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		i := 0
		for pb.Next() {
			i++
			body := fmt.Sprintf(`{"chat_id":%d,"text":"Hello, Ann!"}`, 1000+i%1000)
			req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, srv.URL+"/bot"+token+"/sendMessage", strings.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			req.Header.Set("Content-Type", jsn)
			res, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body) // to use the connection again
			_ = res.Body.Close()
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
}
