package editor

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// SecondStep is a second step of logging in that is not confirmed yet.
type SecondStep struct {
	Secret string `json:"secret" doc:"For who types it into the app"`
	URI    string `json:"uri"`
	QR     string `json:"qr" doc:"The address as an SVG picture that an app scans"`
}

// RecoveryCodes let in who has lost the app, each once. They are shown this once.
type RecoveryCodes struct {
	Codes []string `json:"recovery_codes"`
}

type codeRequest struct {
	Body struct {
		Code string `json:"code" maxLength:"40"`
	}
}

type confirmRequest struct {
	Body struct {
		Password string `json:"password" maxLength:"200"`
	}
}

func (a *api) addSecondStep() {
	const tag = "Account"
	add(a, operation{
		id: "begin-totp", method: http.MethodPost, path: "/account/totp", tag: tag, rule: byPerson(),
		summary: "Begin to set up a second step of logging in (TOTP)",
	}, func(ctx context.Context, _ *struct{}) (*answer[SecondStep], error) {
		e, err := a.o.Accounts.BeginTOTP(ctx, actorOf(ctx))
		if err != nil {
			return nil, err
		}
		picture, err := qrPicture(e.URI)
		return &answer[SecondStep]{SecondStep{Secret: e.Secret, URI: e.URI, QR: picture}}, err
	})
	add(a, operation{
		id: "confirm-totp", method: http.MethodPost, path: "/account/totp/confirm", tag: tag, rule: byPerson(),
		summary: "Turn the second step on with a code of the app",
	}, func(ctx context.Context, in *codeRequest) (*answer[RecoveryCodes], error) {
		codes, err := a.o.Accounts.ConfirmTOTP(ctx, actorOf(ctx), in.Body.Code)
		return &answer[RecoveryCodes]{RecoveryCodes{codes}}, err
	})
	add(a, operation{
		id: "disable-totp", method: http.MethodPost, path: "/account/totp/disable", tag: tag, rule: byPerson(), summary: "Turn the second step off",
	}, func(ctx context.Context, in *confirmRequest) (*noBody, error) {
		return nil, a.o.Accounts.DisableTOTP(ctx, actorOf(ctx), in.Body.Password)
	})
}

// answer is a body and nothing else.
type answer[T any] struct{ Body T }

const qrQuiet = 4 // modules around the code: ISO/IEC 18004

// qrPicture draws a text as a QR code in SVG, black on white whatever the theme, so that cameras read it.
func qrPicture(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := range size {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+qrQuiet, y+qrQuiet)
			}
		}
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path fill="#000" d="%[2]s"/></svg>`, size+2*qrQuiet, path.String()), nil
}
