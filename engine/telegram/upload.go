package telegram

// Upload is one file that goes along with a call.
type Upload struct {
	Field string // name of the form field; parameters refer to it as "attach://field", or it is the parameter itself
	Name  string // file name
	Data  []byte
}
