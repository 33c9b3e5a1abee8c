package phone

// Regions are the regions of the table.
func Regions() []string {
	var out []string
	for region := range regionOf {
		out = append(out, region)
	}
	return out
}

// Row is what the table says of a region.
func Row(region string) (code string, trunks []string, least, most int) {
	r := regionOf[region]
	return r.code, r.trunks, r.least, r.most
}

// Trunks are the prefixes in front of numbers at home.
func (r *Region) Trunks() []string { return r.trunks }
