package peers

import (
	"context"
	"net/http"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"github.com/truora/truora-go/bench"
)

const openaiHost = "https://api.openai.com"

func openaiClient(c *http.Client) openai.Client {
	return openai.NewClient(option.WithHTTPClient(c), option.WithAPIKey(token), option.WithBaseURL(openaiHost+"/v1/"))
}

func openaiPeer(wrap wrapper) (Peer, error) {
	forGet, forCreate := client(wrap, openaiStored()), client(wrap, openaiFresh())
	sdk, sdkCreate := openaiClient(forGet), openaiClient(forCreate)
	hand, handCreate := byHand{forGet, openaiHost}, byHand{forCreate, openaiHost}
	return Peer{
		Name: "openai-go", Module: "github.com/openai/openai-go/v3", Program: programs + "openai",
		Get: bench.Pair{
			Name: "a completion with its log probabilities",
			SDK: func(ctx context.Context) (any, error) {
				return sdk.Chat.Completions.Get(ctx, "chatcmpl-0001")
			},
			ByHand: func(ctx context.Context) (any, error) {
				return get[openai.ChatCompletion](ctx, hand, "/v1/chat/completions/chatcmpl-0001")
			},
		},
		Create: bench.Pair{
			Name: "a completion",
			SDK: func(ctx context.Context) (any, error) {
				return sdkCreate.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{
					Model:    "made-up",
					Messages: []openai.ChatCompletionMessageParamUnion{openai.SystemMessage("Be short."), openai.UserMessage("Say hello.")},
				})
			},
			ByHand: func(ctx context.Context) (any, error) {
				type message struct {
					Role    string `json:"role"`
					Content string `json:"content"`
				}
				return postJSON[openai.ChatCompletion](ctx, handCreate, "/v1/chat/completions", struct {
					Model    string    `json:"model"`
					Messages []message `json:"messages"`
				}{"made-up", []message{{"system", "Be short."}, {"user", "Say hello."}}})
			},
		},
	}, nil
}

func openaiStored() []byte {
	return openaiCompletion(object{"refusal": nil, "content": many(func(int) object {
		return object{"token": "hello", "bytes": []int{104, 101, 108, 108, 111}, "logprob": -0.25, "top_logprobs": []object{
			{"token": "hello", "bytes": []int{104, 101, 108, 108, 111}, "logprob": -0.25},
		}}
	})})
}

func openaiFresh() []byte { return openaiCompletion(nil) }

func openaiCompletion(logprobs object) []byte {
	return encoded(object{
		"id": "chatcmpl-0001", "object": "chat.completion", "created": 1772463845, "model": "made-up", "service_tier": "default",
		"choices": []object{{
			"index": 0, "finish_reason": "stop", "logprobs": logprobs,
			"message": object{"role": "assistant", "content": "Hello!", "refusal": nil, "annotations": []object{}},
		}},
		"usage": object{
			"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29,
			"prompt_tokens_details":     object{"cached_tokens": 0, "audio_tokens": 0},
			"completion_tokens_details": object{"reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0},
		},
	})
}
