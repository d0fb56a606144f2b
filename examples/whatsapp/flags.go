package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/whatsapp"
)

// command is the parsed command line.
type command struct {
	line, flow, outbound string
	people               []person
	wait                 time.Duration
	yes                  bool
}

// person is a recipient.
type person struct{ name, code, phone string }

var recipient = regexp.MustCompile(`^(\+[1-9][0-9]{0,3}) ([0-9]{5,14}) (\S.*)$`)

func (c *command) add(text string) error {
	m := recipient.FindStringSubmatch(text)
	if m == nil {
		return errors.New(`a person is written as "+57 3000000001 Ana"`)
	}
	c.people = append(c.people, person{name: m[3], code: m[1], phone: m[2]})
	return nil
}

func parse(args []string, out io.Writer) (command, error) {
	var cmd command
	fs := flag.NewFlagSet("whatsapp", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // the caller prints errors, once
	fs.Usage = func() {}
	fs.StringVar(&cmd.line, "line", "", "your WhatsApp `number`, with country code")
	fs.StringVar(&cmd.flow, "flow", "", "`id` of the flow that a yes starts; without one the message asks nothing")
	fs.StringVar(&cmd.outbound, "outbound", "", "`id` of an approved template of this program's; none is created")
	fs.Func("to", `who to write to, as "+57 3000000001 Ana"; can be repeated`, cmd.add)
	fs.DurationVar(&cmd.wait, "wait", 5*time.Minute, "how long to watch for delivery and answers")
	fs.BoolVar(&cmd.yes, "yes", false, "send without asking; states that all recipients have consented")
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		_, _ = fmt.Fprint(out, `WhatsApp registers a message template, waits for its approval, sends it, and shows
delivery and answers as they come.

Without TRUORA_API_KEY (or TRUORA_API_KEY_FILE) it runs on an embedded Truora, with
made-up people. With it, it writes to the people that -to names; each message is
billed, and it asks before.

`)
		fs.SetOutput(out)
		fs.PrintDefaults()
	case err == nil && fs.NArg() > 0:
		err = errors.New("there are no arguments besides the flags; one was given")
	}
	return cmd, err
}

// template is the message, with buttons if there is a flow for a yes.
func (c *command) template() whatsapp.CreateOutboundParams {
	params := whatsapp.CreateOutboundParams{
		WABAPhoneNumber: c.line, LanguageCode: whatsapp.LanguageSpanish, OutboundName: "truora_go_example", Category: whatsapp.CategoryMarketing,
		TemplateType: whatsapp.TemplateTypeText, IsNotification: c.flow == "",
		Content:    "Hola {{.nombre}}, hoy tienes {{.descuento}} de descuento.",
		FooterText: "Ejemplo",
		Variables:  apitype.NewSecrets(map[string]string{"nombre": "Ana", "descuento": "20%"}), // for reviewers
	}
	if c.flow != "" {
		params.Content += " ¿Te interesa?"
		params.Buttons = whatsapp.Buttons{{Type: whatsapp.ButtonTypeQuickReply, Text: yes}, {Type: whatsapp.ButtonTypeQuickReply, Text: no}}
	}
	return params
}

const yes, no = "Sí, cuéntame", "No, gracias"

// masked returns enough of a number to tell people apart.
func (p person) masked() string {
	return p.code + " " + strings.Repeat("·", max(len(p.phone)-4, 0)) + p.phone[max(len(p.phone)-4, 0):]
}
