package editor_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

func TestBlocks_DefectsAreInTheLanguageOfTheRequest(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	in := func(from, to string) map[string]any {
		return map[string]any{"manifest": strings.Replace(pollManifest, from, to, 1)}
	}
	archive := func(name, data string) map[string]any {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		f, err := z.Create(name)
		if err == nil {
			_, err = f.Write([]byte(data))
		}
		if err != nil || z.Close() != nil {
			t.Fatal(err)
		}
		return map[string]any{"archive": b.Bytes()}
	}
	for _, c := range []struct {
		body map[string]any
		want string
	}{
		{map[string]any{"manifest": "{"}, `"message":"это не JSON: `},
		{map[string]any{"manifest": "a: [b"}, `"message":"это не YAML: `},
		{map[string]any{"manifest": "just words"}, `"message":"здесь нужно: группа настроек; а дано: текст"`},
		{map[string]any{}, `"title":"Дайте пакет: архив, манифест или адрес сервиса."`},
		{map[string]any{"archive": []byte("no zip")}, `"message":"это не zip-архив"`},
		{archive("readme.txt", "Hi"), `"message":"в пакете нет манифеста, то есть файла с одним из имён: manifest.json, `},
		{archive("manifest.json", "[]"), `"message":"здесь нужно: группа настроек; а дано: список"`},
		{in(`"exits"`, `"exitz"`), `"message":"неизвестная настройка «exitz»; может быть, «exits»?","line":3`},
		{in(`"name": "next"`, `"name": "error"`), `"message":"выход «error» добавляется сам"`},
		{in(`"1.0.0"`, `"one"`), `"message":"«one» написано не так, как нужно: нужны три числа, например 1.4.0"`},
		{in(`"kind": "go"`, `"kind": "magic"`), `"message":"«magic» не подходит; можно: `},
		{in(`"kind": "go"`, `"kind": "http"`), `"message":"пакеты вида http здесь не работают; работают: `},
		{in(`api.example.com`, `https://api.example.com`), `"message":"«https://api.example.com» — не имя сервера; `},
		{in(`"exit": "next"`, `"exit": "nxet"`), `"message":"нет выхода «nxet»"`},
		{in(`"acme/poll"`, `"poll"`), `"message":"«poll» написано не так, как нужно: `},
		{in(`[{"name": "next", "title": {"en": "Next"}}]`, `[]`), `"message":"блоку нужен хотя бы один выход"`},
		{in(`{"type": "object"`, `{"type": "objekt"`), `"message":"настройки — это объект: `},
		{in(`"x-widget": "template"`, `"x-widget": "tmplate"`), `"message":"«tmplate» — не поле формы; можно: block, `},
		{in(`"required": ["text"]`, `"requires": ["text"]`), `"message":"слово «requires» в схеме настроек не принимается; может быть, «required»?"`},
	} {
		got := w.as("owner", "POST", "/workspaces/w/blocks/inspect", c.body, "Accept-Language", "ru").body
		if !strings.Contains(got, c.want) {
			t.Errorf("%.80v: got %s\nwithout %s", c.body, got, c.want)
		}
	}
}
