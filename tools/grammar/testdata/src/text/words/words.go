package words

// The request is sent again.
var a = "anew" // strings may hold what they like

/* want +2 `“anew”: plain English is again` */

// The request is sent anew.
var b = 2
