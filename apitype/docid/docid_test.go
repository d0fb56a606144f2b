package docid_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/apitype/docid"
)

const enough = 20 // numbers of each sort for each rule

// published are numbers that stand in public as examples, or belong to well-known
// companies and public bodies: none is a private person's.
var published = map[string]string{
	// Those of manuals and of validators' documents.
	"BR national-id": "529.982.247-25 111.444.777-35 123.456.789-09 000.000.001-91 987.654.321-00",
	// Serpro's alphanumeric example, Banco do Brasil, Petrobras, Vale, Itaú, Bradesco,
	// Caixa.
	"BR tax-id": "12.ABC.345/01DE-35 00.000.000/0001-91 33.000.167/0001-01 33.592.510/0001-54 60.701.190/0001-04 " +
		"60.746.948/0001-12 00.360.305/0001-04 11.222.333/0001-81",
	// Wikipedia's, SII itself, Banco de Chile, Banco Santander, CODELCO, LATAM.
	"CL national-id": "30.686.957-4 12.345.678-5 11.111.111-1 60.803.000-K 97.004.000-5 97.036.000-K 61.704.000-K 89.862.200-2",
	// DIAN, Ecopetrol, Bancolombia, Banco de Bogotá, Éxito, Davivienda, Universidad
	// Nacional.
	"CO tax-id": "800.197.268-4 899.999.068-1 890.903.938-8 860.002.964-4 890.900.608-9 860.034.313-7 899999063-3",
	// RENAPO's and SEGOB's examples.
	"MX national-id": "HEGG560427MVZRRL04 BOXW310820HNERXN09",
	// SAT's published test certificates.
	"MX tax-id": "EKU9003173C9 IIA040805DZ4 XIA190128J61 KIJ0906199R1 CACX7605101P8 FUNK671228PH6 IAÑL750210963 JUFA7608212V6 " +
		"KAHO641101B39 KICR630120NX3 MISC491214B86 RAQÑ7701212M3 WATM640917J45 WERX631016S30 XAMA620210DQ5 XIQB891116QE4 " +
		"XOJI740919U48 ZUÑ920208KL4 URE180429TM6 OÑO120726RX3 JES900109Q90 H&E951128469 GODE561231GR8",
	// From descriptions of the algorithm.
	"EC national-id": "1710034065 171430710-3",
	"PE national-id": "10117410-2 10117410G",
}

// derived complete a picture (see like) to numbers that are right.
var derived = map[string]func(*rand.Rand) string{
	"BR national-id": func(r *rand.Rand) string { return completeCPF(like(r, "999999999")) },
	"BR tax-id":      func(r *rand.Rand) string { return completeCNPJ(like(r, "************")) },
	"CL national-id": func(r *rand.Rand) string { return completeRUN("1" + like(r, "9999999")) },
	"CL rut":         func(r *rand.Rand) string { return completeRUN("9" + like(r, "999999")) },
	"CO tax-id":      func(r *rand.Rand) string { return completeNIT("8" + like(r, "99999999")) },
	"CO rut":         func(r *rand.Rand) string { return completeNIT("1" + like(r, "999999999")) },
	"EC national-id": func(r *rand.Rand) string {
		return completeEcuadorian(fmt.Sprintf("%02d%d", 1+r.IntN(24), r.IntN(6)) + like(r, "999999"))
	},
	"PE national-id": func(r *rand.Rand) string { return completeDNI("4" + like(r, "9999999")) },
	"MX national-id": func(r *rand.Rand) string {
		return completeCURP(like(r, "AAAA") + dated(r) + "HDF" + like(r, "CCC*"))
	},
	"MX tax-id": func(r *rand.Rand) string { return completeRFC(like(r, "AAA") + dated(r) + like(r, "**")) },
}

// plain have no check digit: there is only the shape to go by.
var plain = map[string]struct{ valid, invalid string }{
	"CO national-id": {
		"1000000001 1.020.304.050 1234567890 19999999 79.123.456 41123456 52123456 20123456 17123456 80123456 51999888 " +
			"1098765432 1144000111 1007000000 4567890 1234567 987654 45678 321 0079123456",
		"12 1 123456789 999999999 2000000000 9876543210 12345678901 1020304O50 79A23456 CC79123456 １０２０３０４０５０ ٧٩١٢٣٤٥٦ 79123456* " +
			"102030405060 200000000 1020304050x #79123456 3000000001 79+123 0",
	},
	"CO identity-card": {
		"1000000001 1012345678 1098765432 1007654321 1193000000 1111111111 1099999999 1010101010 1034567890 1055555555 " +
			"99010112345 95123100001 00022912345 04022900001 90063054321 88013112345 97111298765 85070700007 01010100001 98043012345",
		"2000000001 123456789 1 99130112345 99023012345 99043112345 99000112345 99010012345 990101123456 9901011234A A000000001 " +
			"3012345678 0000000001 9999999999 99311212345 01022912345 ９９０１０１１２３４５ 101234567 99069912345 12345",
	},
	"AR national-id": {
		"20.123.456 30123456 7654321 12345678 94000001 95123456 4123456 25.000.000 33.333.333 41999888 10000000 99999999 " +
			"5.432.109 27,123,456 18-765-432 44001002 36987654 22222222 11111111 6000000 031234567",
		"123456 123456789 1 M1234567 F7654321 20.123.45X 2012345６ 999999 100000000 20123456A DNI20123456 0 20,1 20+123456 " +
			"1234567890 ２０１２３４５６ 20#23456 55 987 20-12345678-3",
	},
	"CR national-id": {
		"1-0123-0456 101230456 1-123-456 2-0345-0678 3-0455-0175 4-0999-0001 5-0100-0200 6-0321-0654 7-0111-0222 8-0045-0067 " +
			"9-0012-0345 01-0913-0259 109130259 700010001 600990099 2-1-1 304560789 508880999 8-0101-0202 401230123",
		"1-0000-0123 1-0123-0000 10123045 1012304567 0-0123-0456 A01230456 1-0123-O456 １０１２３０４５６ 1 12345 12345678 " +
			"155812345678 3101123456 1-012-345678 2000000000 90000 1-01230456-7 00123 101230456X 5-0100-020a",
	},
	"CO license-plate": {
		"AAA000 abc123 ABC-123 XYZ_789 BCD12E FGH34J KLM56 NPQ78 123ABC 456DEF R12345 S54321 T1234 CD1234 CC0001 OI9876 AT4321 " +
			"ZZZ999 QRS01T UVW234",
		"AB123 ABCD12 ABC1234 A12345 1234 ABCDEF 123456 AB12CD ABC12DE ÑAA123 ABC١٢٣ ABC1O3X 12AB34 R1234 S123456 T12345 A1B2C3 * AAAA000 0AAA00",
	},
	"BR license-plate": {
		"ABC1234 ABC-1234 abc1d23 BRA2E19 RIO2A18 XYZ9Z99 KLM0001 NPQ5R67 AAA0A00 ZZZ9999 DEF4G56 GHI7H89 JJJ1J11 QWE2R34 MNO-4321 " +
			"PQR-8765 STU0V12 VWX3456 FFF6G78 LLL2222",
		"ABC123 ABC12345 AB12345 ABCD123 ABC12D3 1ABC234 ABC1D2 ABC1D234 A1B2C3D ABC12DE 1234567 ABCDEFG ÇBC1234 ABC１234 ABC1.D-2 " +
			"AB1C234 ABC-1DD3 BRA2E1 BRA2E1I XX",
	},
	"CL license-plate": {
		"AA1234 BB-CD-12 BBBB12 CXYZ99 FGHJ34 KLPR56 STVW78 ZZZZ99 BBBBB0 BCDFG1 AB123 AA012 AA0123 BBB12 BCD012 XYZ34 BBBB1 CDFG2 " +
			"JK7890 UF9999",
		"BABA12 AEIO12 MMMM12 NNNN12 QQQQ12 A1234 AAA1234 BBBBBB 123456 BB12CD 1234AA BBB123 BBBBB12 ÑÑ1234 BBBB1２ AAAAA1 B-B1 AA12 BBUB0 BBB1",
	},
	"MX license-plate": {
		"ABC-123-A ABC1234 A12-ABC A12ABC AB-1234-A AB1234A 12-AB-3C ABC-12-34 123-ABC 123ABC4 JKL123A XYZ987Z 1AB234 AB123 ABC12 " +
			"Z99ZZZ 98-ABC-7 PLM456B U12VWX GHJ7654",
		"ABCDEFG 1234567 ABC1 ABCD12345 ABI123 ABO123A QBC123 ÑBC123 ABC１23 123456 ABCDE12345 ABC123DE4 A1 ABC*123 O123ABC I12ABC Q12ABC " +
			"ABC-12345 99999 ÑÑ-123-A",
	},
	"PE license-plate": {
		"ABC-123 A1B-234 B7K456 F0Z789 AB-1234 AQ9876 1234-AB 5678-1C 9999ZZ AAA000 X9X999 C2D345 D3E678 T4F901 V5G-234 PI1234 1111A1 " +
			"M2N555 Z1Z-001 LO5555",
		"1BC-123 ABC1234 AB123 ABCD12 ABCDEF AB12CD A12-B34 123ABC ABC12 A1234 ÑBC123 ABC12３ 12-ABCD ABC-12A A#C123 1A2B3C 12345 " +
			"1234567 A ABC-1-",
	},
	"CR license-plate": {
		"BCD123 bcd-123 123456 99999 1 CL123456 CL-12345 C123456 MOT123456 MOT-9876 TSJ1234 AB1234 SJB12345 EE12345 BBB000 ZZZ999 " +
			"JKL456 TA123 TC1234 CB1234",
		"1234567 ABCDE123 ABC ABC1234567 123ABC A1B2C3 BCD12A ÑBC123 BCD１２３ BCD*123 * CL CL12A456 12AB 1A MOT1234567 MOTOS123 A-B C1D 99X",
	},
	"EC license-plate": {
		"ABC1234 ABC-1234 PBA123 pba0123 GSX9876 AA123B IX987Z ZZZ9999 XBA0001 MBC456 LCD7890 TDE1111 HAB222 UAC3333 WWW444 EA555E " +
			"JK456L OP789Q CD135E KAA2468",
		"AB1234 ABC12 ABC12345 ABCD123 1234ABC 123ABC A123BC ABCDEFG 1234567 AB12C ÑBC1234 ABC１234 AB-CDE ABC12D4 A1B2 AA1234B " +
			"AB123 ABC#123 1 X",
	},
	"AR license-plate": {
		"ABC123 abc-123 AB123CD AB-123-CD 123ABC A123BCD AAA000 ZZZ999 AA000AA AF987ZY OPQ456 HIJ789 456DEF B456EFG Z999ZZZ GHK321 " +
			"AC246BD 987XYZ A000AAA MNO654",
		"AB123 ABCD123 ABC1234 AB1234C 1234ABC A12BCD ABCDEF 123456 AB12CDE ABC12 ÑBC123 ABC１23 A1B2C3D AB123C AB123CDE 12AB34 1A2B3C " +
			"* ABC-12A XX",
	},
}

func split(key string) (apitype.Country, apitype.DocumentType) {
	country, kind, _ := strings.Cut(key, " ")
	return apitype.Country(country), apitype.DocumentType(kind)
}

func reasonOf(t *testing.T, err error, number string) docid.Reason {
	t.Helper()
	var problem *docid.Error
	require.ErrorAs(t, err, &problem, number)
	assert.NotContains(t, err.Error(), number)
	return problem.Reason
}

// TestCheckDigits holds the rules against numbers in public and against numbers that
// other arithmetic made; then one digit of each is changed.
func TestCheckDigits(t *testing.T) {
	t.Parallel()
	for key, next := range derived {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // numbers of a test
			country, kind := split(key)
			numbers := strings.Fields(published[key])
			for range 5 * enough {
				numbers = append(numbers, next(r))
			}
			for _, n := range numbers {
				require.NoError(t, docid.Check(country, kind, n), n)
				require.NoError(t, docid.Check(country, kind, strings.ToLower(" "+n+"\u00a0")), n)
				last := n[len(n)-1]
				for _, c := range []byte("0123456789") {
					if c == last || last == 'G' && c == '2' { // a letter and a digit of Peru's are one
						continue
					}
					wrong := n[:len(n)-1] + string(c)
					assert.Equal(t, docid.ReasonCheckDigit, reasonOf(t, docid.Check(country, kind, wrong), wrong), wrong)
				}
			}
		})
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for key, list := range plain {
		country, kind := split(key)
		valid, invalid := strings.Fields(list.valid), strings.Fields(list.invalid)
		assert.GreaterOrEqual(t, len(valid), enough, key)
		assert.GreaterOrEqual(t, len(invalid), enough, key)
		for _, n := range valid {
			assert.NoError(t, docid.Check(country, kind, n), "%s %s", key, n)
		}
		for _, n := range invalid {
			assert.Error(t, docid.Check(country, kind, n), "%s %s", key, n)
		}
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		key, number string
		want        docid.Reason
	}{
		{"BR national-id", "", docid.ReasonLength},
		{"BR national-id", "5299822472", docid.ReasonLength},
		{"BR national-id", "529.982.247-2X", docid.ReasonCharacters},
		{"BR national-id", "529982247２5", docid.ReasonCharacters},
		{"BR national-id", "111.111.111-11", docid.ReasonPlaceholder},
		{"BR national-id", "529.982.274-25", docid.ReasonCheckDigit},
		{"BR tax-id", "00.000.000/0000-00", docid.ReasonPlaceholder},
		{"BR tax-id", "12.ABC.345/01DE-3A", docid.ReasonFormat},
		{"BR tax-id", "12.ABC.345/01ED-35", docid.ReasonCheckDigit},
		{"CL national-id", "12.345.67K-5", docid.ReasonFormat},
		{"CL national-id", "123-4", docid.ReasonLength},
		{"CO national-id", "123456789", docid.ReasonRange},
		{"CO tax-id", "9876543210-1", docid.ReasonRange},
		{"CO tax-id", "899.999.086-1", docid.ReasonCheckDigit},
		{"CO identity-card", "99023012345", docid.ReasonDate},
		{"MX national-id", "HEGG560431MVZRRL04", docid.ReasonDate},
		{"MX national-id", "HEGG560427NVZRRL04", docid.ReasonFormat},
		{"MX national-id", "HEGG560427MXXRRL04", docid.ReasonPlace},
		{"MX national-id", "HEGG560427MVZARL04", docid.ReasonFormat},
		{"MX national-id", "HEGÑ560427MVZRRL04", docid.ReasonCharacters},
		{"MX national-id", "XEXX010101HNEXXXA4", docid.ReasonPlaceholder},
		{"MX tax-id", "XAXX010101000", docid.ReasonPlaceholder},
		{"MX tax-id", "GODE561331GR8", docid.ReasonDate},
		{"MX tax-id", "GODE561231", docid.ReasonLength},
		{"EC national-id", "2510034065", docid.ReasonPlace},
		{"EC national-id", "9999999999", docid.ReasonPlace},
		{"EC national-id", "1790034065", docid.ReasonFormat},
		{"CR national-id", "1-0000-0001", docid.ReasonPlaceholder},
		{"PE national-id", "00000000", docid.ReasonPlaceholder},
		{"PE national-id", "1234567", docid.ReasonLength},
		{"BR license-plate", "ABC12D3", docid.ReasonFormat},
	} {
		country, kind := split(tt.key)
		err := docid.Check(country, kind, tt.number)
		var problem *docid.Error
		require.ErrorAs(t, err, &problem, "%s %s", tt.key, tt.number)
		assert.Equal(t, tt.want, problem.Reason, "%s %s", tt.key, tt.number)
		assert.Equal(t, docid.Error{country, kind, docid.Name(country, kind), tt.want}, *problem)
	}
}

// TestAllWrong: what must be refused whatever the rule, and the other way round.
func TestAllWrong(t *testing.T) {
	t.Parallel()
	for key := range derived {
		country, kind := split(key)
		for _, n := range []string{"", "-", "x", "🂡", "\xff", "0", "000000000000000000000000", "１２３", strings.Repeat("9", 1000)} {
			require.Error(t, docid.Check(country, kind, n), "%s %q", key, n)
		}
	}
	require.NoError(t, docid.Check("US", "national-id", "whatever"), "no rule")
	require.NoError(t, docid.Check("CO", "passport", "whatever"), "no rule")
	assert.Empty(t, docid.Name("CO", "passport"))
	assert.Equal(t, "CPF", docid.Name("br", "NATIONAL_ID"))
}

func TestNormalize(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ key, number, want string }{
		{"BR national-id", " 529.982.247-25 ", "52998224725"},
		{"BR tax-id", "12.abc.345/01de-35", "12ABC34501DE35"},
		{"CL national_id", "08.765.432-k", "8765432K"},
		{"CO national-id", "001.020.304.050", "1020304050"},
		{"CO tax-id", "899.999.068-1", "899999068"},
		{"CO tax-id", "8999990681", "899999068"},
		{"CO tax-id", "899999068", "899999068"},
		{"CO tax-id", "79.123.456–7", "79123456"},
		{"CO tax-id", "10203040508", "1020304050"},
		{"CR national-id", "1-234-567", "102340567"},
		{"CR national-id", "01-0913-0259", "109130259"},
		{"MX tax-id", "iañl-750210-963", "IAÑL750210963"},
		{"MX tax-id", "IAN\u0303L750210963", "IAÑL750210963"},
		{"PE national-id", "10117410-2", "10117410"},
		{"PE national-id", "1011741ñ", "1011741Ñ"},
		{"CO tax-id", "89999906ñ", "89999906Ñ"},
		{"CO license-plate", "abc 123", "ABC123"},
		{"US passport", "ab-12 3", "AB123"},
	} {
		country, kind := split(tt.key)
		assert.Equal(t, tt.want, docid.Normalize(country, kind, tt.number), tt.key)
		assert.Equal(t, tt.want, docid.Normalize(country, kind, tt.want), "%s twice", tt.key)
		assert.True(t, docid.Same(country, kind, tt.number, tt.want), tt.key)
	}
	assert.False(t, docid.Same("CO", "national-id", "", ""))
	assert.False(t, docid.Same("CO", "national-id", "1020304050", "1020304051"))
}

func FuzzCheck(f *testing.F) {
	for key, list := range published {
		for n := range strings.FieldsSeq(list) {
			f.Add(key, n)
		}
	}
	for key, list := range plain {
		for n := range strings.FieldsSeq(list.valid) {
			f.Add(key, n)
		}
	}
	f.Fuzz(func(t *testing.T, key, number string) {
		country, kind := split(key)
		normal := docid.Normalize(country, kind, number)
		require.True(t, utf8.ValidString(normal))
		err := docid.Check(country, kind, number)
		if err != nil {
			var problem *docid.Error
			require.ErrorAs(t, err, &problem)
			return
		}
		require.Equal(t, normal, docid.Normalize(country, kind, normal), "a number that passes has one normal form")
		require.NoError(t, docid.Check(country, kind, normal))
	})
}

func TestSuspects(t *testing.T) {
	t.Parallel()
	form := url.Values{"country": {"PE"}, "document_type": {"national-id"}, "document_number": {"10117410-3"}, "national_id": {""}}
	found := docid.Suspects(form)
	require.Len(t, found, 1)
	assert.Equal(t, "document_number: this DNI has a wrong check digit", found[0].String())
	assert.NotContains(t, fmt.Sprintf("%+v %#v", found, found[0].Problem), "10117410")
	form.Del("document_type")
	assert.Empty(t, docid.Suspects(form), "no kind, no rule")
	assert.Empty(t, docid.Suspects(nil))
}
