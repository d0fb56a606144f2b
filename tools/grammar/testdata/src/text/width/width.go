package width

// A comment that fits.
var a = 1

/* want +2 `comment wider than 90 columns` */

// A comment that goes on and on, and then on some more, until it ends in a column beyond ninety.
var b = 2
