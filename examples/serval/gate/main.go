// The gate is what the world sees: it passes requests on to the services.
package main

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
)

func main() {
	for _, service := range []string{"stock", "shop"} {
		target, err := url.Parse(fmt.Sprintf("http://%s:8080", service))
		if err != nil {
			log.Fatal(err)
		}
		path := "/" + service + "/"
		http.Handle(path, http.StripPrefix("/"+service, httputil.NewSingleHostReverseProxy(target)))
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "stock shop")
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
