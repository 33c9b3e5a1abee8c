package phone

import (
	"slices"
	"strconv"
	"strings"
)

// table has a row for each region: its ISO 3166 code; its calling code (ITU-T E.164); the prefixes in front of a
// number that is dialled inside of it, several divided by a slash, the longest first, or - for none; how many digits a
// number has, from and to; and where regions with one calling code can be told apart by it, the first digits of their
// numbers. Lengths are those of fixed lines and mobiles in the data of libphonenumber 9.0.32; Italian numbers of 12 digits,
// which are rare, are left out, so that 39 in front of a number is seen for what it is.
const table = `
AC 247 - 5, AD 376 - 6-9, AE 971 0 8-9, AF 93 0 9, AG 1 1 10, AI 1 1 10, AL 355 0 8-9, AM 374 0 8, AO 244 - 9
AR 54 0 10-11, AS 1 1 10, AT 43 0 4-13, AU 61 0 9, AW 297 - 7, AX 358 0 6-10, AZ 994 0 9, BA 387 0 8-9
BB 1 1 10, BD 880 0 6-10, BE 32 0 8-9, BF 226 - 8, BG 359 0 6-9, BH 973 - 8, BI 257 - 8, BJ 229 - 10, BL 590 0 9
BM 1 1 10, BN 673 - 7, BO 591 0 8, BQ 599 - 7, BR 55 0 10-11, BS 1 1 10, BT 975 - 7-8, BW 267 - 7-8
BY 375 80/8/0 9, BZ 501 - 7, CA 1 1 10, CC 61 0 9, CD 243 0 7-10, CF 236 - 8, CG 242 - 9, CH 41 0 9, CI 225 - 10
CK 682 - 5, CL 56 - 9, CM 237 - 9, CN 86 0 7-11, CO 57 0 8-10, CR 506 - 8, CU 53 0 6-10, CV 238 - 7
CW 599 - 7-8, CX 61 0 9, CY 357 - 8, CZ 420 - 9, DE 49 0 5-15, DJ 253 - 8, DK 45 - 8, DM 1 1 10, DO 1 1 10
DZ 213 0 8-9, EC 593 0 8-9, EE 372 - 7-8, EG 20 0 8-10, EH 212 0 9, ER 291 0 7, ES 34 - 9, ET 251 0 9
FI 358 0 5-10, FJ 679 - 7, FK 500 - 5, FM 691 - 7, FO 298 - 6, FR 33 0 9, GA 241 - 7-8, GB 44 0 9-10, GD 1 1 10
GE 995 0 9, GF 594 0 9, GG 44 0 10, GH 233 0 9, GI 350 - 8, GL 299 - 6, GM 220 - 7, GN 224 - 8-9, GP 590 0 9
GQ 240 - 9, GR 30 - 10, GT 502 - 8, GU 1 1 10, GW 245 - 9, GY 592 - 7, HK 852 - 8, HN 504 - 8, HR 385 0 8-9
HT 509 - 8, HU 36 06 8-9, ID 62 0 7-12, IE 353 0 7-10, IL 972 0 8-12, IM 44 0 10, IN 91 0 10, IO 246 - 7
IQ 964 0 8-10, IR 98 0 6-10, IS 354 - 7-9, IT 39 - 6-11, JE 44 0 10, JM 1 1 10, JO 962 0 8-9, JP 81 0 9-10
KE 254 0 7-9, KG 996 0 9, KH 855 0 8-9, KI 686 0 5-8, KM 269 - 7, KN 1 1 10, KP 850 0 8-10, KR 82 0 5-10
KW 965 - 8, KY 1 1 10, KZ 7 8 10:67, LA 856 0 8-10, LB 961 0 7-8, LC 1 1 10, LI 423 0 7-9, LK 94 0 9
LR 231 0 7-9, LS 266 - 8, LT 370 0/8 8, LU 352 - 4-11, LV 371 - 8, LY 218 0 9, MA 212 0 9, MC 377 0 8-9
MD 373 0 8, ME 382 0 8, MF 590 0 9, MG 261 0 9, MH 692 1 7, MK 389 0 8, ML 223 - 8, MM 95 0 6-10, MN 976 0 8-10
MO 853 - 8, MP 1 1 10, MQ 596 0 9, MR 222 - 8, MS 1 1 10, MT 356 - 8, MU 230 - 7-8, MV 960 - 7, MW 265 0 7-9
MX 52 - 10, MY 60 0 8-10, MZ 258 - 8-9, NA 264 0 8-9, NC 687 - 6, NE 227 - 8, NF 672 - 6, NG 234 0 10
NI 505 - 8, NL 31 0 9-11, NO 47 - 8, NP 977 0 8-10, NR 674 - 7, NU 683 - 4-7, NZ 64 0 8-10, OM 968 - 8
PA 507 - 7-8, PE 51 0 8-9, PF 689 - 8, PG 675 - 7-8, PH 63 0 6-10, PK 92 0 9-10, PL 48 - 7-9, PM 508 0 6-9
PR 1 1 10, PS 970 0 8-9, PT 351 - 9, PW 680 - 7, PY 595 0 7-9, QA 974 - 8, RE 262 0 9, RO 40 0 6-9
RS 381 0 7-12, RU 7 8 10:3489, RW 250 0 8-9, SA 966 0 9, SB 677 - 5-7, SC 248 - 7, SD 249 0 9, SE 46 0 7-9
SG 65 - 8, SH 290 - 4-5, SI 386 0 8, SJ 47 - 8, SK 421 0 6-9, SL 232 0 8, SM 378 - 8-10, SN 221 - 9
SO 252 0 6-9, SR 597 - 6-7, SS 211 0 9, ST 239 - 7, SV 503 - 8, SX 1 1 10, SY 963 0 8-9, SZ 268 - 8, TA 290 - 4
TC 1 1 10, TD 235 - 8, TG 228 - 8, TH 66 0 8-9, TJ 992 - 9, TK 690 - 4-7, TL 670 - 7-8, TM 993 8 8, TN 216 - 8
TO 676 - 5-7, TR 90 0 10, TT 1 1 10, TV 688 - 5-7, TW 886 0 8-9, TZ 255 0 9, UA 380 0 9, UG 256 0 9, US 1 1 10
UY 598 0 8, UZ 998 - 9, VA 39 - 6-11, VC 1 1 10, VE 58 0 10, VG 1 1 10, VI 1 1 10, VN 84 0 9-10, VU 678 - 5-7
WF 681 - 6, WS 685 - 5-10, XK 383 0 8-12, YE 967 0 7-9, YT 262 0 9, ZA 27 0 5-9, ZM 260 0 9, ZW 263 0 5-10
`

// Region is how numbers of a region, or of all regions with one calling code, are dialled. It is never changed.
type Region struct {
	region string
	code   string // without +
	trunks []string
	least  int // digits behind the calling code
	most   int
	first  string // digits that numbers begin with; empty for any
	shared bool   // it stands for all regions with the code
}

// The rows of the table by region and by calling code, never changed.
var regionOf, regionsWith = readTable(table)

// Home gives the region of two letters (GB, in capitals or not), or the regions with a calling code (44 or +44); nil if
// there is none. Regions with one code differ in no prefix.
func Home(country string) *Region {
	country = strings.ToUpper(strings.TrimSpace(country))
	if r := regionOf[country]; r != nil {
		return r
	}
	rows := regionsWith[strings.TrimPrefix(country, "+")]
	switch len(rows) {
	case 0:
		return nil
	case 1:
		return rows[0]
	default:
		all := *rows[0]
		all.shared = true
		return &all
	}
}

// Code is the calling code without a plus.
func (r *Region) Code() string { return r.code }

func readTable(rows string) (byRegion map[string]*Region, byCode map[string][]*Region) {
	byRegion, byCode = map[string]*Region{}, map[string][]*Region{}
	for row := range strings.FieldsFuncSeq(rows, func(r rune) bool { return r == ',' || r == '\n' }) {
		f := strings.Fields(row)
		r := &Region{region: f[0], code: f[1]}
		if f[2] != "-" {
			r.trunks = strings.Split(f[2], "/")
		}
		var length string
		length, r.first, _ = strings.Cut(f[3], ":")
		from, to, ranged := strings.Cut(length, "-")
		if !ranged {
			to = from
		}
		r.least, _ = strconv.Atoi(from) // the tests hold the table to its form
		r.most, _ = strconv.Atoi(to)
		byRegion[r.region] = r
		byCode[r.code] = append(byCode[r.code], r)
	}
	return byRegion, byCode
}

// fits reports whether the digits can be a number behind the calling code.
func (r *Region) fits(national string) bool {
	switch n := len(national); {
	case n < r.least, n > r.most, n+len(r.code) > maxDigits:
		return false
	case r.code == "1" && national[0] < '2': // North America: area codes begin with 2 to 9
		return false
	}
	return r.first == "" || strings.Contains(r.first, national[:1])
}

// dials reports whether the prefix is dialled in front of numbers inside the region.
func (r *Region) dials(trunk string) bool { return slices.Contains(r.trunks, trunk) }

// Example is what a number of the region may look like.
func (r *Region) Example() string {
	digits := []byte("1234567890")[:min(r.most, 10)]
	if r.code == "1" {
		digits[0] = '2'
	}
	if r.first != "" {
		digits[0] = r.first[len(r.first)-1]
	}
	var b strings.Builder
	b.WriteString("+" + r.code)
	for i, c := range digits {
		if i%3 == 0 && len(digits)-i != 1 {
			b.WriteByte(' ')
		}
		b.WriteByte(c)
	}
	return b.String()
}
