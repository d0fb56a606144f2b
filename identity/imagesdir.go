package identity

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/truora/truora-go/internal/dossier"
)

// ImagesIn returns an Open for [DownloadImagesParams] that saves images in dir, each
// under its name with the extension of its content: front.jpg. A file has another name
// until it is complete, and an image that dir has already is left out, so that a call
// that was broken off can be repeated. Use one directory for each process.
func ImagesIn(dir *os.Root) func(Image) (io.WriteCloser, error) {
	return func(image Image) (io.WriteCloser, error) {
		for _, extension := range dossier.Extensions() {
			if _, err := dir.Lstat(image.Name + extension); err == nil {
				return nil, nil //nolint:nilnil // it is there
			} else if !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
		}
		file, err := dir.OpenFile(image.Name+unfinished, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return nil, err
		}
		return &imageFile{File: file, dir: dir, name: image.Name}, nil
	}
}

const unfinished = ".part"

// imageFile is a file that has its name once it is complete.
type imageFile struct {
	*os.File
	dir  *os.Root
	name string
	head []byte // the beginning of the content
}

// headSize is what the type of a file is seen by.
const headSize = 512

func (f *imageFile) Write(p []byte) (int, error) {
	f.head = append(f.head, p[:min(len(p), headSize-len(f.head))]...)
	return f.File.Write(p)
}

// ReadFrom hides that of the file, which would pass Write by.
func (f *imageFile) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{f}, r)
}

// Close gives the file its name.
func (f *imageFile) Close() error {
	err := errors.Join(f.Sync(), f.File.Close())
	if err != nil {
		return errors.Join(err, f.dir.Remove(f.name+unfinished))
	}
	return f.dir.Rename(f.name+unfinished, dossier.Named(f.name, f.head))
}

// CloseWithError removes the file.
func (f *imageFile) CloseWithError(error) error {
	return errors.Join(f.File.Close(), f.dir.Remove(f.name+unfinished))
}
