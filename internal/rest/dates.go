package rest

import (
	"strings"
	"time"
)

// spellings returns other ways to write a date, folded.
func spellings(text string) []string {
	day, ok := parseDay(text)
	if !ok {
		return nil
	}
	var all []string
	for _, layout := range []string{
		"20060102", "02012006", "01022006", "2006021", "200612", "212006", "122006", "2012006", "1022006", "0212006", "0122006",
		"020106", "010206", "060102",
	} {
		all = append(all, day.Format(layout))
	}
	for _, names := range monthNames {
		name := names[day.Month()-1]
		for _, month := range []string{name, name[:3]} {
			for _, d := range []string{day.Format("2"), day.Format("02")} {
				for _, y := range []string{day.Format("2006"), day.Format("06")} {
					all = append(all, d+month+y, d+"de"+month+"de"+y, month+d+y, y+month+d)
				}
			}
		}
	}
	return all
}

// monthNames are in the languages of Truora's countries, and English, folded.
var monthNames = [][]string{
	strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
	strings.Fields("janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro"),
	strings.Fields("january february march april may june july august september october november december"),
}

func parseDay(text string) (time.Time, bool) {
	if len(text) < len(time.DateOnly) {
		return time.Time{}, false
	}
	for _, layout := range []string{time.DateOnly, "02/01/2006", "02-01-2006", "2006/01/02", "02.01.2006"} {
		if day, err := time.Parse(layout, text[:len(time.DateOnly)]); err == nil {
			return day, true
		}
	}
	return time.Time{}, false
}
