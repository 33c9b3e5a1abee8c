package main

import (
	"context"
	"fmt"
	"os"
)

func Example() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Ann: /tea
	// bot: A cup of tea is 200.
	// Ann: /tea
	// bot: For you it is 170: thank you for coming back!
	// Ann: hello
	// bot: Send /tea.
}
