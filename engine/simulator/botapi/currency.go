package botapi

import "strings"

// stars is the currency of Telegram Stars.
const stars = "XTR"

// currencies are the codes that payment providers take, after
// core.telegram.org/bots/payments/currencies.json.
const currencies = "AED AFN ALL AMD ARS AUD AZN BAM BDT BGN BHD BND BOB BRL BYN CAD CHF CLP CNY COP CRC CZK DKK DOP " +
	"DZD EGP ETB EUR GBP GEL GHS GTQ HKD HNL HRK HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KRW KZT LBP LKR MAD " +
	"MDL MMK MNT MOP MUR MVR MXN MYR MZN NGN NIO NOK NPR NZD PAB PEN PHP PKR PLN PYG QAR RON RSD RUB SAR SEK SGD SYP " +
	"THB TJS TRY TTD TWD TZS UAH UGX USD UYU UZS VND YER ZAR"

func knownCurrency(code string) bool {
	return len(code) == 3 && strings.Contains(" "+currencies+" ", " "+code+" ")
}
