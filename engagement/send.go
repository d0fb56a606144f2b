package engagement

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/truora/truora-go/internal/rest"
)

// Message is a message object of the WhatsApp Cloud API, without its recipient.
// [TextMessage] returns the usual one.
type Message map[string]any

// TextMessage returns a plain text message.
func TextMessage(body string) Message {
	return Message{"type": "text", "text": map[string]any{"body": body, "preview_url": false}}
}

// SendMessageParams is a message in a chat. unverified: the body of this
// operation is known from one client only.
type SendMessageParams struct {
	WhatsApp Message `json:"whatsapp"` // required
	// RequestID identifies the message: according to one client, a message that is
	// sent again with the same id is not delivered again; Truora does not document
	// that. If it is empty, SendMessage generates one.
	RequestID string `json:"request_id"`
	// ChatID is filled in by SendMessage.
	ChatID          string `json:"chat_id"`
	ClientID        string `json:"client_id,omitzero"`        // the account, TCI…
	CurrentUsername string `json:"current_username,omitzero"` // e-mail address of the agent who writes
}

// Validate returns an error for a message that makes no sense.
func (p SendMessageParams) Validate() error {
	if len(p.WhatsApp) == 0 {
		return errors.New("whatsapp is required: the message")
	}
	return nil
}

// in completes the params with the chat and, unless given, a new request id, in
// the form that Truora's own client uses.
func (p SendMessageParams) in(chatID string) SendMessageParams {
	p.ChatID = chatID
	if p.RequestID == "" {
		var b [16]byte
		_, _ = rand.Read(b[:]) // never fails
		b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
		p.RequestID = fmt.Sprintf("%s_PND_ACT_%x-%x-%x-%x-%x", chatID, b[:4], b[4:6], b[6:8], b[8:10], b[10:])
	}
	return p
}

// SendMessage sends a message to the person of a chat, as an agent does. It
// works within 24 hours of the person's last message. Success means that
// WhatsApp accepted the message.
//
// The call is sent only once: a lost answer gives truora.ErrOutcomeUnknown. Look
// at the chat before you send the message again, and then use the same RequestID,
// which you have to choose yourself for that purpose.
func (s *Service) SendMessage(ctx context.Context, chatID string, params SendMessageParams) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: "POST /v1/engagement/chat/{chat_id}/send", Args: []string{chatID}, JSON: params.in(chatID),
	})
}
