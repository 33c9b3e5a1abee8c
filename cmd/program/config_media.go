package program

import "github.com/scenarist/scenarist/editor/studio"

// checkMedia reads the limits of media libraries.
func (s *settings) checkMedia() error {
	s.media = studio.MediaLimits{Upload: s.maxUpload()}
	defer s.media.Fill()
	for _, x := range []struct {
		variable, text string
		to             *int64
	}{{"SCENARIST_MEDIA_FILE", s.MediaFile, &s.media.File}, {"SCENARIST_MEDIA_ROOM", s.MediaRoom, &s.media.Room}} {
		if *x.to = parseSize(x.text); *x.to == 0 && x.text != "" {
			return wrong(x.variable, "%q is no size; it is a number of bytes, or one with K, M, G or T, such as 500M or 20G", x.text)
		}
	}
	return nil
}
