const status = await window.workstation.invoke('session.status', {})
document.querySelector('h1').textContent = status.ok ? status.value.server.host : status.code
