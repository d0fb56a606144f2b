package identity

import (
	"fmt"

	"github.com/truora/truora-go/apitype"
)

// ImageKind is what a file of a process shows.
type ImageKind string

// Kinds of images.
const (
	ImageKindFront    ImageKind = "front"    // of the document
	ImageKindReverse  ImageKind = "reverse"  // of the document
	ImageKindSelfie   ImageKind = "selfie"   // the person's face
	ImageKindMarked   ImageKind = "marked"   // the selfie with Truora's watermark
	ImageKindEnrolled ImageKind = "enrolled" // the face that the selfie was compared with
	// ImageKindVideo is the recording of a video call: see [Service.DownloadRecordings].
	// Few processes have one.
	ImageKindVideo ImageKind = "video"
)

// Image is a picture that belongs to a result.
type Image struct {
	Kind ImageKind
	// Name is a file name for it without an extension: front, or front-2 for the second
	// one. The SDK makes it up, so it is safe as a path.
	Name         string
	ValidationID string // empty for a video
	// Link is a signed link, valid for about 15 minutes: whoever has it can fetch the
	// image. It is empty for a video.
	Link apitype.Secret
}

// Images returns the pictures that the result has links to, in the order of the
// validations.
func (r *Result) Images() []Image {
	var all []Image
	count := map[ImageKind]int{}
	add := func(kind ImageKind, v *Validation, link string) {
		if link == "" {
			return
		}
		count[kind]++
		name := string(kind)
		if n := count[kind]; n > 1 {
			name = fmt.Sprintf("%s-%d", kind, n)
		}
		all = append(all, Image{kind, name, v.ValidationID, apitype.NewSecret(link)})
	}
	for i := range r.Validations {
		v := &r.Validations[i]
		front := ImageKindFront
		if v.Type == ValidationTypeFaceRecognition {
			front = ImageKindEnrolled
		}
		add(front, v, v.FrontImage)
		add(ImageKindReverse, v, v.ReverseImage)
		add(ImageKindSelfie, v, v.FacePhoto)
		add(ImageKindMarked, v, v.FacePhotoWatermark)
	}
	return all
}
