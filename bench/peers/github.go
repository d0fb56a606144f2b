package peers

import (
	"context"
	"net/http"

	"github.com/google/go-github/v89/github"

	"github.com/truora/truora-go/bench"
)

const githubHost = "https://api.github.com"

func githubClient(c *http.Client) (*github.Client, error) {
	return github.NewClient(github.WithHTTPClient(c), github.WithAuthToken(token))
}

func githubPeer(wrap wrapper) (Peer, error) {
	forGet, forCreate := client(wrap, githubCommit()), client(wrap, githubIssue())
	sdk, err := githubClient(forGet)
	if err != nil {
		return Peer{}, err
	}
	sdkCreate, err := githubClient(forCreate)
	if err != nil {
		return Peer{}, err
	}
	hand, handCreate := byHand{forGet, githubHost}, byHand{forCreate, githubHost}
	return Peer{
		Name: "go-github", Module: "github.com/google/go-github/v89", Program: programs + "github",
		Get: bench.Pair{
			Name: "a commit with its files",
			SDK: func(ctx context.Context) (any, error) {
				commit, _, err := sdk.Repositories.GetCommit(ctx, "made", "up", hex(0), nil)
				return commit, err
			},
			ByHand: func(ctx context.Context) (any, error) {
				return get[github.RepositoryCommit](ctx, hand, "/repos/made/up/commits/"+hex(0))
			},
		},
		Create: bench.Pair{
			Name: "an issue",
			SDK: func(ctx context.Context) (any, error) {
				issue, _, err := sdkCreate.Issues.Create(ctx, "made", "up", &github.IssueRequest{
					Title: github.Ptr("made up"), Body: github.Ptr("A made-up issue."),
					Labels: &[]string{"bug"}, Assignees: &[]string{"ana"},
				})
				return issue, err
			},
			ByHand: func(ctx context.Context) (any, error) {
				return postJSON[github.Issue](ctx, handCreate, "/repos/made/up/issues", struct {
					Title     string   `json:"title"`
					Body      string   `json:"body"`
					Labels    []string `json:"labels"`
					Assignees []string `json:"assignees"`
				}{"made up", "A made-up issue.", []string{"bug"}, []string{"ana"}})
			},
		},
	}, nil
}

func githubCommit() []byte {
	files := many(func(i int) object {
		return object{
			"sha": hex(i), "filename": "pkg/made_up.go", "status": "modified", "additions": 1, "deletions": 1, "changes": 2,
			"blob_url": githubHost + "/made/up/blob/" + hex(0), "raw_url": githubHost + "/made/up/raw/" + hex(0),
			"contents_url": githubHost + "/repos/made/up/contents/pkg/made_up.go",
			"patch":        "@@ -1,3 +1,3 @@\n-\told\n+\tnew\n",
		}
	})
	person := object{"name": "Ana Prueba", "email": "ana@example.com", "date": "2026-03-02T15:04:05Z"}
	return encoded(object{
		"sha": hex(0), "node_id": "made-up", "url": githubHost + "/repos/made/up/commits/" + hex(0),
		"commit": object{"author": person, "committer": person, "message": "Make up"},
		"author": object{"login": "ana", "id": 1}, "committer": object{"login": "ana", "id": 1},
		"parents": []object{{"sha": hex(1)}}, "stats": object{"additions": 40, "deletions": 40, "total": 80},
		"files": files,
	})
}

func githubIssue() []byte {
	ana := object{"login": "ana", "id": 1, "type": "User", "site_admin": false}
	issue := githubHost + "/repos/made/up/issues/1"
	return encoded(object{
		"id": 1, "node_id": "made-up", "number": 1, "state": "open", "locked": false, "title": "made up",
		"body": "A made-up issue.", "user": ana, "assignee": ana, "assignees": []object{ana}, "comments": 0,
		"labels": []object{{"id": 1, "name": "bug", "color": "d73a4a", "default": true}}, "author_association": "OWNER",
		"created_at": "2026-03-02T15:04:05Z", "updated_at": "2026-03-02T15:04:05Z", "closed_at": nil,
		"url": issue, "comments_url": issue + "/comments", "events_url": issue + "/events",
	})
}
