package expr

import (
	"math"
	"slices"
)

func randomFunctions() []*definition {
	def := func(signature, en, ru, example, output string, call body) *definition {
		return define(CategoryRandom, signature, en, ru, example, output, call)
	}
	return []*definition{
		def("random() number", "A number from 0 to 1, without 1.", "Число от 0 до 1, не включая 1.", `random() < 1`, `true`,
			func(r *run, _ []any) (any, error) { return r.rand().Float64(), nil }),
		def("random_int(least number, most number) number", "A whole number, both ends included.", "Целое число, включая оба конца.",
			`random_int(7, 7)`, `7`,
			func(r *run, a []any) (any, error) {
				least, most := math.Ceil(a[0].(float64)), math.Floor(a[1].(float64))
				if most < least {
					return nil, argFault(1, "random_int needs an end that is not less than its start, but {} is")
				}
				if least < -maxExact || most > maxExact {
					return nil, valueFault("{}: the numbers are too big")
				}
				return least + float64(r.rand().Int64N(int64(most-least)+1)), nil
			}),
		def("pick(items list) any", "One item by chance; nothing if there is none.", "Один случайный элемент; ничего, если их нет.",
			`pick(["heads"])`, `"heads"`,
			func(r *run, a []any) (any, error) {
				l := a[0].([]any)
				if len(l) == 0 {
					return nil, nil
				}
				return l[r.rand().IntN(len(l))], nil
			}),
		def("shuffle(items list) list", "The items in an order by chance.", "Элементы в случайном порядке.", `len(shuffle([1, 2, 3]))`, `3`,
			func(r *run, a []any) (any, error) {
				l := slices.Clone(a[0].([]any))
				if err := r.step(len(l)); err != nil {
					return nil, err
				}
				r.rand().Shuffle(len(l), func(i, j int) { l[i], l[j] = l[j], l[i] })
				return l, nil
			}),
	}
}
