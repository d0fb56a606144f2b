package apitype

// Region is a state of Brazil, or [RegionAll].
type Region string

// Regions of Brazil.
const (
	RegionAll Region = "ALL" // the whole country, which can take more than a day

	RegionAcre             Region = "AC"
	RegionAlagoas          Region = "AL"
	RegionAmapa            Region = "AP"
	RegionAmazonas         Region = "AM"
	RegionBahia            Region = "BA"
	RegionCeara            Region = "CE"
	RegionDistritoFederal  Region = "DF"
	RegionEspiritoSanto    Region = "ES"
	RegionGoias            Region = "GO"
	RegionMaranhao         Region = "MA"
	RegionMatoGrosso       Region = "MT"
	RegionMatoGrossoDoSul  Region = "MS"
	RegionMinasGerais      Region = "MG"
	RegionPara             Region = "PA"
	RegionParaiba          Region = "PB"
	RegionParana           Region = "PR"
	RegionPernambuco       Region = "PE"
	RegionPiaui            Region = "PI"
	RegionRioDeJaneiro     Region = "RJ"
	RegionRioGrandeDoNorte Region = "RN"
	RegionRioGrandeDoSul   Region = "RS"
	RegionRondonia         Region = "RO"
	RegionRoraima          Region = "RR"
	RegionSantaCatarina    Region = "SC"
	RegionSaoPaulo         Region = "SP"
	RegionSergipe          Region = "SE"
	RegionTocantins        Region = "TO"
)
