package ask

import "github.com/scenarist/scenarist/engine"

// ReadPhone reads a number as it is written in a region; empty for none.
func ReadPhone(text, region string) string { return readPhone(text, diallingOf[region]) }

// ContactPhone is the number of a contact.
func ContactPhone(c *engine.Contact, region string) string {
	return contactPhone(c, diallingOf[region])
}

// DiallingExample is the example of a region.
func DiallingExample(region string) string { return diallingOf[region].example() }

// DiallingRegions are the regions of the table.
func DiallingRegions() []string {
	var out []string
	for region := range diallingOf {
		out = append(out, region)
	}
	return out
}

// DiallingRow is what the table says of a region.
func DiallingRow(region string) (code string, trunks []string, least, most int) {
	d := diallingOf[region]
	return d.code, d.trunks, d.least, d.most
}
