package truoratest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// customerRoutes has the literal paths before {customer_id}.
var customerRoutes = []route{
	{hostIdentity, "POST /v1/customers/query", jsonBody, "", (*Server).queryCustomers},
	{hostIdentity, "GET /v1/customers/decision-variables/available", noBody, "", (*Server).listAvailableVariables},
	{hostIdentity, "GET /v1/customers/decision-variables", noBody, "", (*Server).listDecisionVariables},
	{hostIdentity, "GET /v1/customers/segments", noBody, "", (*Server).listSegments},
	{hostIdentity, "POST /v1/customers/segments", jsonBody, "", (*Server).createSegment},
	{hostIdentity, "GET /v1/customers/segments/{segment_id}", noBody, "", ofSegment((*Server).getSegment)},
	{hostIdentity, "PUT /v1/customers/segments/{segment_id}", formBody, "", ofSegment((*Server).updateSegment)},
	{hostIdentity, "DELETE /v1/customers/segments/{segment_id}", noBody, "", ofSegment((*Server).deleteSegment)},
	{hostIdentity, "POST /v1/customers/segments/{segment_id}/compute", noBody, "", ofSegment((*Server).computeSegment)},
	{hostIdentity, "GET /v1/customers/segments/{segment_id}/profiles", noBody, "", ofSegment((*Server).listSegmentProfiles)},
	{hostIdentity, "GET /v1/customers", noBody, "", (*Server).listCustomers},
	{hostIdentity, "GET /v1/customers/{customer_id}", noBody, "", ofCustomer((*Server).getCustomer)},
	{hostIdentity, "GET /v1/customers/{customer_id}/transactions", noBody, "", ofCustomer((*Server).listTransactions)},
	{hostIdentity, "GET /v1/customers/{customer_id}/transactions/{transaction_id}", noBody, "", ofCustomer((*Server).getTransaction)},
	{hostIdentity, "PUT /v1/customers/{customer_id}/tags", jsonBody, "", ofCustomer((*Server).updateTags)},
	{hostIdentity, "GET /v1/customers/{customer_id}/tag-history", noBody, "", ofCustomer((*Server).listTagHistory)},
	{hostIdentity, "GET /v1/customers/{customer_id}/waba-lines", noBody, "", (*Server).listWABALines},
}

type customersState struct {
	tags     map[string]*tagBook // by customer
	lines    map[string][]WABALine
	segments []*segment
}

// customer is worked out of the processes and checks each time it is asked for.
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

// customers are those known at a moment, in the order in which they came.
func (s *Server) customers(now time.Time) []*customer {
	b := customerBook{byKey: map[string]*customer{}}
	for _, p := range s.identity.oldest {
		if s.settle(p, now); p.documented() {
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
			"enter_email_verification_code": "email-verification", "take_document_photo": "document-validation",
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
		"created_via": "web", "flow_id": p.flow, "flow_name": "Demo", "flow_version": "2", "ip_address": "203.0.113.9", "is_used": "true",
	}
	set(details, "document_check_id", p.checkID)
	c.transactions = append(c.transactions, transaction{
		id: p.id, source: "process", account: p.account, status: p.status, failed: p.failure, reason: p.declined,
		created: p.created, updated: p.updated, details: details, validations: entries,
		devices: []obj{{"type": "computer", "os": "Mac OS"}},
	})
}

func (b *customerBook) check(c *check, now time.Time) {
	v := c.at(now)
	to := b.of(c.country, "national-id", c.input.Get("national_id"), c.who)
	to.phone = cmp.Or(to.phone, c.input.Get("phone_number"))
	to.transactions = append(to.transactions, transaction{
		id: c.id, source: "check", kind: c.input.Get("type"), status: v.status, created: c.created, updated: v.updated(),
	})
}

// ofCustomer looks the customer up before a handler runs.
func ofCustomer(handle func(*Server, *request, *customer) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		for _, c := range s.customers(r.now) {
			if c.id == r.args["customer_id"] {
				return handle(s, r, c)
			}
		}
		return notFound()
	}
}

// listCustomers ends by naming itself, as Truora's sample does.
func (s *Server) listCustomers(r *request) reply {
	if r.query.Get("search_field") != "" && r.query.Get("basic_info") != "true" {
		return invalid("search_field needs basic_info")
	}
	var fitting []*customer
	for _, c := range s.customers(r.now) {
		if c.fits(r.query.Get("search"), r.query.Get("search_field")) {
			fitting = append(fitting, c)
		}
	}
	if r.query.Get("single") == "true" && len(fitting) != 1 {
		return notFound()
	}
	page, next, refused := pageOf(s, r, fitting, func(c *customer) int { return c.serial })
	if refused != nil {
		return *refused
	}
	wire := make([]obj, 0, len(page))
	for _, c := range page {
		out := c.basic()
		if r.query.Get("basic_info") != "true" {
			out = s.customerWire(r, c)
		}
		wire = append(wire, out)
	}
	return jsonReply(http.StatusOK, obj{"customers": wire, "next": cmp.Or(next, r.self()), "self": r.self(), "query_id": ""})
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

func (s *Server) getCustomer(r *request, c *customer) reply {
	return jsonReply(http.StatusOK, s.customerWire(r, c))
}

// queryCustomers knows the one metric that Truora documents, whatever it is asked.
func (s *Server) queryCustomers(r *request) reply {
	ranges := []struct {
		name      string
		low, high int
	}{{"0-18", 0, 18}, {"19-29", 19, 29}, {"30-39", 30, 39}, {"40-49", 40, 49}, {"50-59", 50, 59}, {"60-80", 60, 80}}
	buckets := make([]obj, 0, len(ranges))
	for _, band := range ranges {
		count := 0
		for _, c := range s.customers(r.now) {
			if age := c.age(r.now); age >= band.low && age <= band.high {
				count++
			}
		}
		buckets = append(buckets, obj{"range": band.name, "count": count})
	}
	return jsonReply(http.StatusOK, obj{"age-range": buckets})
}

func (c *customer) age(now time.Time) int {
	born, err := time.Parse(time.DateOnly, c.who.birth)
	if err != nil {
		return -1
	}
	age := now.Year() - born.Year()
	if now.YearDay() < born.YearDay() {
		age--
	}
	return age
}
