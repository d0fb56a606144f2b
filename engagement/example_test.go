package engagement_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/engagement"
	"github.com/truora/truora-go/truoratest"
)

func Example() {
	srv := truoratest.New()
	defer srv.Close()
	client, ctx := srv.Client(), context.Background()                           // with a key: truora.FromEnv()
	srv.WhatsApp.Phone("+573000000001").Write(truoratest.WhatsAppLine, "hello") // what people do

	for chat, err := range client.Engagement.AllChats(ctx, engagement.ListChatsParams{ContactQuery: "573000000001"}) {
		if err != nil {
			log.Fatal(err)
		}
		err = client.Engagement.SendMessage(ctx, chat.ChatID, engagement.SendMessageParams{
			WhatsApp: engagement.TextMessage("Hi, how can we help?"),
		})
		if errors.Is(err, truora.ErrInvalid) {
			fmt.Println("the 24 hours are over: send a template")
			continue
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("answered")
	}
	// Output: answered
}

func ExampleService_WaitExport() {
	srv := truoratest.New(truoratest.WithPace(1000))
	defer srv.Close()
	client := srv.Client(truora.WithPolling(10*time.Millisecond, 10*time.Millisecond))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	export, err := client.Engagement.CreateExport(ctx, engagement.CreateExportParams{
		Language: "en", ExportType: engagement.ExportTypeAllChats, ExportFormat: engagement.ExportFormatTSV,
		TimeRangeStartDate: time.Now().AddDate(0, -1, 0), TimeRangeEndDate: time.Now(),
	})
	if err != nil {
		log.Fatal(err)
	}
	done, err := client.Engagement.WaitExport(ctx, export.RequestID, engagement.WaitExportParams{})
	if err != nil {
		log.Fatal(err)
	}
	if done.Status != engagement.ExportStatusSucceeded {
		log.Fatal(done.FailureReason)
	}
	if err := client.Engagement.DownloadExport(ctx, done.DownloadURL, os.Stdout, engagement.DownloadExportParams{}); err != nil {
		log.Fatal(err)
	}
	// Output: chat_id	date	actor	type	text
}

func ExampleService_DeleteTemplates() {
	srv := truoratest.New()
	defer srv.Close()
	client, ctx := srv.Client(), context.Background()
	for _, name := range []string{"hello", "goodbye"} {
		_, err := client.Engagement.CreateTemplate(ctx, engagement.CreateTemplateParams{
			TemplateType: engagement.TemplateTypeText, TemplateName: name, ContentText: "…",
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	srv.Engagement.KeepTemplates("goodbye") // something goes wrong on Truora's side

	deleted, err := client.Engagement.DeleteTemplates(ctx, engagement.DeleteTemplatesParams{TemplateNames: []string{"hello", "goodbye"}})
	if errors.Is(err, truora.ErrPartial) && deleted != nil {
		fmt.Println("still there:", deleted.UndeletedTemplateNames)
	}
	// Output: still there: [goodbye]
}
