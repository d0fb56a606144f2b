package truoratest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Customers are the people known from the processes and checks of a [Server].
type Customers struct {
	*core
	checks   *Checks
	identity *Identity

	tags     map[string]*tagBook // by customer
	lines    map[string][]CustomerLine
	segments []*segment
}

func newCustomers(c *core) *Customers {
	return &Customers{core: c, tags: map[string]*tagBook{}, lines: map[string][]CustomerLine{}}
}

// routes has the literal paths before {customer_id}.
func (s *Customers) routes() []route {
	return []route{
		{hostIdentity, "POST /v1/customers/query", jsonBody, "", s.queryMetrics},
		{hostIdentity, "GET /v1/customers/decision-variables/available", noBody, "", s.listAvailableDecisionVariables},
		{hostIdentity, "GET /v1/customers/decision-variables", noBody, "", s.listDecisionVariables},
		{hostIdentity, "GET /v1/customers/segments", noBody, "", s.listSegments},
		{hostIdentity, "POST /v1/customers/segments", jsonBody, "", s.createSegment},
		{hostIdentity, "GET /v1/customers/segments/{segment_id}", noBody, "", with(s.segment, s.getSegment)},
		{hostIdentity, "PUT /v1/customers/segments/{segment_id}", formBody, "", with(s.segment, s.updateSegment)},
		{hostIdentity, "DELETE /v1/customers/segments/{segment_id}", noBody, "", with(s.segment, s.deleteSegment)},
		{hostIdentity, "POST /v1/customers/segments/{segment_id}/compute", noBody, "", with(s.segment, s.computeSegment)},
		{hostIdentity, "GET /v1/customers/segments/{segment_id}/profiles", noBody, "", with(s.segment, s.listSegmentProfiles)},
		{hostIdentity, "GET /v1/customers", noBody, "", s.list},
		{hostIdentity, "GET /v1/customers/{customer_id}", noBody, "", with(s.customer, s.get)},
		{hostIdentity, "GET /v1/customers/{customer_id}/transactions", noBody, "", with(s.customer, s.listTransactions)},
		{hostIdentity, "GET /v1/customers/{customer_id}/transactions/{transaction_id}", noBody, "", with(s.customer, s.getTransaction)},
		{hostIdentity, "PUT /v1/customers/{customer_id}/tags", jsonBody, "", with(s.customer, s.updateTags)},
		{hostIdentity, "GET /v1/customers/{customer_id}/tag-history", noBody, "", with(s.customer, s.listTagHistory)},
		{hostIdentity, "GET /v1/customers/{customer_id}/waba-lines", noBody, "", s.listWABALines},
	}
}

// customer is derived from the processes and checks each time it is read.
type customer struct {
	serial       int
	id, key      string // key is country:document type:number
	who          profile
	place        string
	docType      string
	document     string
	email, phone string
	photographed *process // whose pictures it has
	transactions []transaction
}

type transaction struct {
	id, source, kind, account     string
	status, failed, reason        string
	created, updated              time.Time
	devices, validations, details any
}

// all returns the customers at a moment, in the order in which they appeared.
func (s *Customers) all(now time.Time) []*customer {
	b := customerBook{byKey: map[string]*customer{}}
	for _, p := range s.identity.oldest {
		if s.identity.settle(p, now); p.documented() {
			b.process(p)
		}
	}
	for _, c := range s.checks.oldest {
		if c.kind == "person" && c.deleted.IsZero() && c.input.Get("national_id") != "" {
			b.check(c, now)
		}
	}
	for _, c := range b.all {
		s.addTagChanges(c)
		slices.SortStableFunc(c.transactions, func(a, b transaction) int { return b.created.Compare(a.created) })
	}
	return b.all
}

type customerBook struct {
	all   []*customer
	byKey map[string]*customer
}

func (b *customerBook) of(place, docType, document string, who profile) *customer {
	key := place + ":" + docType + ":" + document
	c := b.byKey[key]
	if c == nil {
		c = &customer{
			serial: len(b.all) + 1, id: "USP" + digest(32, "customer", key), key: key,
			who: who, place: place, docType: docType, document: document,
		}
		b.byKey[key] = c
		b.all = append(b.all, c)
	}
	return c
}

func (b *customerBook) process(p *process) {
	c := b.of(p.docPlace, p.docType, p.document, p.who)
	c.email, c.phone = cmp.Or(p.email, c.email), cmp.Or(p.phone, c.phone)
	c.photographed = p
	var entries []obj
	for _, st := range p.steps {
		kind := map[string]string{
			"enter_email_verification_code": "email-verification", "enter_phone_verification_code": "phone-verification",
			"take_document_photo":        "document-validation",
			"record_face_video_liveness": "face-recognition",
		}[st.kind]
		if kind == "" || st.finished.IsZero() {
			continue
		}
		entries = append(entries, obj{
			"validation_id": p.validationID(st), "validation_type": kind, "status": p.status, "date": stamp(st.finished),
		})
		c.transactions = append(c.transactions, transaction{
			id: p.validationID(st), source: "validation", kind: kind, account: p.account, status: p.status,
			created: st.finished, updated: st.finished,
		})
	}
	details := obj{
		"created_via": "web", "flow_id": p.flow, "flow_name": "Demo", "flow_version": "2", "ip_address": callerIP, "is_used": "true",
	}
	setIf(details, "document_check_id", p.checkID)
	c.transactions = append(c.transactions, transaction{
		id: p.id, source: "process", account: p.account, status: p.status, failed: p.failure, reason: p.declined,
		created: p.created, updated: p.updated, details: details, validations: entries,
		devices: []obj{{"type": "computer", "os": "Mac OS"}},
	})
}

func (b *customerBook) check(c *check, now time.Time) {
	v := c.at(now)
	to := b.of(c.country, "national-id", c.input.Get("national_id"), *c.who())
	to.phone = cmp.Or(to.phone, c.input.Get("phone_number"))
	to.transactions = append(to.transactions, transaction{
		id: c.id, source: "check", kind: c.input.Get("type"), status: v.status, created: c.created, updated: v.updated(),
	})
}

func (s *Customers) customer(r *request) (*customer, error) {
	return orNotFound(firstWhere(s.all(r.now), func(c *customer) bool { return c.id == r.args["customer_id"] }))
}

func customerKey(c *customer) int { return c.serial }

// nextIsSelf is for lists whose last page has itself as next, as in Truora's samples.
//
// choice: an empty page has no next
func nextIsSelf(name string) func(obj) {
	return func(out obj) {
		if items, ok := out[name].([]obj); ok && len(items) > 0 && out["next"] == "" {
			out["next"] = out["self"]
		}
	}
}

// list has the last page's own path as its next, as in Truora's sample.
func (s *Customers) list(r *request) (reply, error) {
	basic, field := r.query.Get("basic_info") == "true", r.query.Get("search_field")
	if field != "" && !basic {
		return reply{}, invalid("search_field needs basic_info")
	}
	fitting := filter(s.all(r.now), func(c *customer) bool { return c.fits(r.query.Get("search"), field) })
	if r.query.Get("single") == "true" && len(fitting) != 1 {
		return reply{}, notFound()
	}
	return listReply(r, "customers", fitting, customerKey, func(c *customer) obj {
		if basic {
			return c.basic()
		}
		return s.wire(r, c)
	}, nextIsSelf("customers"), func(out obj) { out["query_id"] = "" })
}

func (c *customer) fits(search, field string) bool {
	exact := map[string]string{"document_id": c.document, "email": c.email, "phone_number": c.phone}
	if field != "" {
		return exact[field] == search
	}
	for _, v := range []string{c.document, c.email, c.who.first + " " + c.who.last, c.phone} {
		if strings.Contains(strings.ToLower(v), strings.ToLower(search)) {
			return true
		}
	}
	return search == ""
}

func (s *Customers) get(r *request, c *customer) (reply, error) {
	return jsonReply(http.StatusOK, s.wire(r, c)), nil
}

// queryMetrics answers any query with the one metric that Truora documents.
func (s *Customers) queryMetrics(r *request) (reply, error) {
	ranges := []struct {
		name      string
		low, high int
	}{{"0-18", 0, 18}, {"19-29", 19, 29}, {"30-39", 30, 39}, {"40-49", 40, 49}, {"50-59", 50, 59}, {"60-80", 60, 80}}
	all, buckets := s.all(r.now), make([]obj, 0, len(ranges))
	for _, band := range ranges {
		count := 0
		for _, c := range all {
			if age := c.age(r.now); age >= band.low && age <= band.high {
				count++
			}
		}
		buckets = append(buckets, obj{"range": band.name, "count": count})
	}
	return jsonReply(http.StatusOK, obj{"age-range": buckets}), nil
}

func (c *customer) age(now time.Time) int {
	born, err := time.Parse(time.DateOnly, c.who.birth)
	if err != nil {
		return -1
	}
	age := now.Year() - born.Year()
	if born.AddDate(age, 0, 0).After(now) {
		age--
	}
	return age
}
