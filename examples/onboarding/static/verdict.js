"use strict";
const card = document.getElementById("verdict");
const trouble = document.getElementById("trouble");
const source = new EventSource("/verdict");
source.onmessage = (event) => {
  const news = JSON.parse(event.data);
  trouble.hidden = true;
  card.dataset.outcome = news.outcome;
  document.getElementById("title").textContent = news.title;
  document.getElementById("text").textContent = news.text;
  if (news.final) {
    source.close();
    document.title = news.title;
    document.getElementById("again").hidden = news.outcome === "approved";
    document.getElementById("forget").hidden = false;
  }
};
source.onerror = () => {
  trouble.hidden = false; // the browser connects again by itself
};
