package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
)

// painted is what acme/picture posts to the address of the call when the work is done.
type painted struct {
	URL string `json:"url"`
}

// picture (acme/picture) has a picture painted, and sends it when the callback of that comes.
func (b *blocks) picture(c custom.Call) custom.Answer {
	subject, _ := c.Config["subject"].(string)
	switch {
	case strings.TrimSpace(subject) == "":
		return failed("no_subject", "there is nothing to paint")
	case c.Event != nil && c.Event.Kind == "callback":
		var p painted
		if err := json.Unmarshal(c.Event.Data, &p); err != nil || p.URL == "" {
			return failed("not_painted", "the painter gave no picture")
		}
		return custom.Answer{
			Exit: "painted", Outputs: map[string]any{"url": p.URL},
			Messages: []custom.Message{{Photo: p.URL, Text: subject}},
		}
	case c.CallbackURL == "":
		return failed("no_callback", "the server of the bot has no public address, at which the picture could arrive")
	}
	// A real service puts this into a queue that survives its restart.
	b.work.Go(func() { post(c.CallbackURL, paint(subject)) })
	return custom.Answer{Pending: &custom.Pending{Timeout: "10m"}, Messages: []custom.Message{{Text: "The painter is at work."}}}
}

func failed(code, message string) custom.Answer {
	return custom.Answer{Error: &custom.Failure{Code: code, Message: message}}
}

// paint stands for minutes of work.
func paint(subject string) painted {
	return painted{URL: "https://pictures.example.com/" + url.PathEscape(subject) + ".jpg"}
}

// post tells the bot that the work is done; again for a while, should its server be away.
func post(address string, p painted) {
	body, err := json.Marshal(p)
	if err != nil {
		fmt.Println("write a callback:", err)
		return
	}
	for pause := time.Second; pause < 10*time.Minute; pause *= 2 {
		if err = once(address, body); err == nil {
			return
		}
		<-time.After(pause)
	}
	fmt.Println("a callback was given up:", err)
}

func once(address string, body []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests {
		return fmt.Errorf("status %d", res.StatusCode)
	}
	return nil
}
