package engagement

import (
	"context"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// GroupCounters count agents and chats by group of agents. Truora's table has
// totals and a list of groups, its sample only an object of groups by name: the
// totals are nil in that form.
type GroupCounters struct {
	Groups                    []GroupCounter `json:"groups_counters_data"` // in both forms
	TotalOnlineAgents         *int           `json:"total_online_agents"`
	TotalOnlineAgentsInGroups *int           `json:"total_online_agents_in_groups"`
	TotalOpenChats            *int           `json:"total_open_chats"`
	TotalOpenChatsInGroups    *int           `json:"total_open_chats_in_groups"`
	TotalUnassignedOpenChats  *int           `json:"total_unassigned_open_chats"`
	apitype.Raw
}

// GroupCounter counts one group of agents.
type GroupCounter struct {
	GroupID                string `json:"group_id"`
	GroupName              string `json:"group_name"`
	TotalOnlineAgents      int    `json:"total_online_agents"`
	TotalOpenConversations int    `json:"total_open_conversations"`
	// GroupMembers are the members of the group; how they are identified is not
	// published.
	GroupMembers []jsontext.Value `json:"group_members"` //grammar:raw its shape is not published
}

// UnmarshalJSONFrom accepts both forms.
func (g *GroupCounters) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	type known GroupCounters
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	value = value.Clone() // the decoder's own is overwritten
	if err := json.Unmarshal(value, (*known)(g), dec.Options()); err != nil {
		return err
	}
	var members map[string]jsontext.Value
	if err := json.Unmarshal(value, &members, dec.Options()); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if members[name].Kind() != '{' {
			continue
		}
		group := GroupCounter{GroupName: name}
		if err := json.Unmarshal(members[name], &group, dec.Options()); err != nil {
			return err
		}
		g.Groups = append(g.Groups, group)
	}
	return nil
}

// GetGroupCounters returns the numbers of available agents and of chats, by
// group of agents.
func (s *Service) GetGroupCounters(ctx context.Context) (*GroupCounters, error) {
	return rest.Do[GroupCounters](ctx, s.c, rest.Call{Op: "GET /v1/engagement/agent/groups/counters"})
}
